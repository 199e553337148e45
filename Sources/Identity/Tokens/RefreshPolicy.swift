/// What happens when a refresh token comes back that has been replaced.
public enum RefreshPolicy: String, Sendable, Hashable, CaseIterable {
    /// Within the grace window it gets the same successor; after it, a client without attempt ids gets a new one for a while, three
    /// times in 16 steps. Anything else ends the session.
    case grace
    /// Only the same attempt gets the same successor, and a bound session with the proof of its key; anything else ends the session.
    case strict
    /// Nothing ends, and nothing but the good token makes a step; what would have been called reuse is written to the audit trail.
    /// For roll-outs.
    case observe
}
