/// What the judge looks at: the six invariants of the session engine, and that the engine works at all.
public enum Invariant: String, Sendable, CaseIterable {
    /// An acknowledged rotation (and an acknowledged end) survives a crash.
    case durability = "1: an acknowledged rotation survives a crash"
    /// Any number of refreshes of one generation move the family one step, and all get one identical successor; a replacement is the
    /// one exception, and follows its rule.
    case oneSuccessor = "2: refreshes of one generation have one successor"
    /// A client that follows the protocol is never signed out by messages that are lost, late, doubled or out of order, nor by its
    /// own tabs; nor is one without attempt ids that asks again in time, loses fewer than four answers of 16 steps and has no older
    /// copies under way.
    case neverSignedOut = "3: an honest client is never signed out by the network or its own tabs"
    /// A thief and the owner who both use a stolen token, further apart than the grace window, end the family; a dead token gives
    /// nothing, and of 16 steps at most three are replacements.
    case thiefCaught = "4: a stolen token that both use ends the family"
    /// After the end no refresh succeeds, and no verifier accepts an access token for longer than promised.
    case endIsEnd = "5: after the end of a session nothing of it counts"
    /// An end touches no other session.
    case oneFamily = "6: the end of a family touches no other session"
    /// The engine answers at all, and its tokens verify.
    case liveness = "the engine works"
}

/// An invariant that did not hold.
public struct Violation: Sendable, Equatable, CustomStringConvertible {
    /// Which.
    public let invariant: Invariant
    /// What was seen.
    public let detail: String

    /// The invariant and what was seen.
    public var description: String { "\(invariant.rawValue): \(detail)" }
}
