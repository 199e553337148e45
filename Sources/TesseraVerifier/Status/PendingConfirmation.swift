/// What the issuer has still to be told: the newest event that has been applied.
struct PendingConfirmation: Sendable, Hashable {
    /// Up to where everything has been applied.
    let confirmation: StatusConfirmation
    /// Whether the keys must be fetched first, since a revocation may have been missed.
    private(set) var needsKeys: Bool

    init(_ confirmation: StatusConfirmation, needsKeys: Bool) {
        self.confirmation = confirmation
        self.needsKeys = needsKeys
    }

    /// Adds a later event.
    func followed(by later: PendingConfirmation) -> PendingConfirmation {
        // What was missed before is missed still.
        PendingConfirmation(later.confirmation, needsKeys: needsKeys || later.needsKeys)
    }

    /// The keys are up to date.
    mutating func keysAreFetched() { needsKeys = false }
}
