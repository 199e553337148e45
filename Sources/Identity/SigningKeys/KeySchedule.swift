public import TesseraJOSE

/// When signing keys are made, begin to sign and stop: pure rules over the keys' records.
public struct KeySchedule: Sendable, Hashable {
    /// The algorithm of new keys; never a symmetric one, since verifiers only get public keys.
    public let algorithm: SignatureAlgorithm
    /// For how long a key signs.
    public let rotationInterval: Duration
    /// For how long a key is published before it signs, so that every verifier has it: longer than key sets are cached.
    public let publishAhead: Duration
    /// How long the longest token lives that this process signs: an access token or a status list.
    public let tokenLifetime: Duration

    /// Added to the tokens' lifetime, for clocks that differ and caches that lag.
    public static let retirementMargin: Duration = .seconds(300)

    /// A schedule.
    ///
    /// - Parameters:
    ///   - algorithm: of new keys.
    ///   - rotationInterval: for how long a key signs.
    ///   - publishAhead: for how long a key is published before it signs; less than the interval.
    ///   - accessTokenLifetime: of the tokens that the keys sign.
    /// - Throws: `IdentityError` `invalid_request` when the numbers do not go together.
    public init(
        algorithm: SignatureAlgorithm,
        rotationInterval: Duration,
        publishAhead: Duration,
        accessTokenLifetime: Duration
    ) throws {
        guard !algorithm.isSymmetric else {
            throw IdentityError(
                .misconfigured(
                    "Access tokens are signed with a public-key algorithm, such as ES256, not \(algorithm.rawValue)."
                )
            )
        }
        guard publishAhead >= .zero, rotationInterval > publishAhead else {
            throw IdentityError(.misconfigured("Keys must sign for longer than they are published ahead."))
        }
        self.algorithm = algorithm
        self.rotationInterval = rotationInterval
        self.publishAhead = publishAhead
        self.tokenLifetime = max(accessTokenLifetime, StatusLifetime.listToken)
    }

    /// Until when a key is published that stops signing at `retiresAt`: until its longest token has expired, and a margin.
    static func publishedUntil(retiresAt: Timestamp, tokenLifetime: Duration) -> Timestamp {
        retiresAt + tokenLifetime + retirementMargin
    }

    /// The dates of a key that is made at `now` and begins to sign at `activatesAt`.
    func record(id: String, madeAt now: Timestamp, activatesAt: Timestamp) -> SigningKeyRecord {
        let retiresAt = activatesAt + rotationInterval
        return SigningKeyRecord(
            id: id,
            algorithm: algorithm,
            createdAt: now,
            activatesAt: activatesAt,
            retiresAt: retiresAt,
            expiresAt: Self.publishedUntil(retiresAt: retiresAt, tokenLifetime: tokenLifetime),
            revokedAt: nil,
            revocationReason: nil,
            tokenLifetime: tokenLifetime
        )
    }

    /// The key that signs at `now`: of several, the one that began last.
    static func signing(_ records: [SigningKeyRecord], at now: Timestamp) -> SigningKeyRecord? {
        records.filter { $0.state(at: now) == .signing }
            .max { ($0.activatesAt, $0.createdAt, $0.id) < ($1.activatesAt, $1.createdAt, $1.id) }
    }

    /// The published key whose time comes next.
    ///
    /// It signs when no key's time has come, as after the clock went back: verifiers know it already.
    static func next(_ records: [SigningKeyRecord], at now: Timestamp) -> SigningKeyRecord? {
        records.filter { $0.state(at: now) == .published }
            .min { ($0.activatesAt, $0.createdAt, $0.id) < ($1.activatesAt, $1.createdAt, $1.id) }
    }

    /// When the next key has to begin signing, if one has to be made now; nil while all is in order.
    ///
    /// One is needed when nothing signs, or when the signing key stops within the time for which keys are published ahead (or has
    /// another algorithm than wished) and no successor is published.
    func activationOfNextKey(_ records: [SigningKeyRecord], at now: Timestamp) -> Timestamp? {
        let hasSuccessor = records.contains { $0.state(at: now) == .published }
        guard let signing = Self.signing(records, at: now) else {
            // Nothing signs. A successor that waits is brought forward: the server would be dumb until its time.
            return now
        }
        guard !hasSuccessor else { return nil }
        if signing.algorithm != algorithm { return min(now + publishAhead, signing.retiresAt) }
        return signing.retiresAt <= now + publishAhead ? signing.retiresAt : nil
    }
}
