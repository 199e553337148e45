import TesseraJOSE

/// The keys in memory, as one immutable value: who signs when, and what is published.
struct KeyRing: Sendable {
    /// Every record, the oldest first.
    let records: [SigningKeyRecord]
    /// The private keys that sign now or later, by `kid`.
    let signers: [String: SigningKey]
    /// What verifiers get.
    let published: JSONWebKeySet
    /// The same, ready to verify with.
    let verification: VerificationKeySet
    /// Changes with what is published.
    let version: String

    /// The key that signs at `now`.
    func signer(at now: Timestamp) -> SigningKey? {
        signing(at: now)?.key
    }

    /// The key that signs at `now`, and how long a token of it can live before the key leaves the key set.
    func signing(at now: Timestamp) -> (key: SigningKey, tokenLifetime: Duration)? {
        (KeySchedule.signing(records, at: now) ?? KeySchedule.next(records, at: now)).flatMap { record in
            signers[record.id].map { ($0, record.tokenLifetime) }
        }
    }
}
