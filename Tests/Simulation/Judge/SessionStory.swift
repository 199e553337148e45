import Identity

/// What the judge knows of a session.
struct SessionStory {
    /// Which refresh made a step of the family.
    struct Rotation {
        let attempt: String?
        let moment: Int64
        let party: Party
    }

    /// Its name in the trace.
    let label: String
    let account: AccountID?
    let createdAt: Int64
    /// What the disk said last.
    var generation: Int64
    var cause: SessionEndCause?
    var endedAt: Int64?
    /// The commit that ended it.
    var endCommit: Int?
    var rotations: [Int64: Rotation] = [:]
    /// The highest generation that somebody was told of.
    var acknowledged: Int64 = -1
    /// The text of each generation's refresh token, as it was told first.
    var texts: [Int64: String] = [:]
    /// The generations that were exchanged for their successor, as answers said.
    var exchanged: Set<Int64> = []
    /// Whether a thief has used a token of it.
    var isTouchedByThief = false
    var lastRefresh: Int64
}

/// One row of `sessions`, as the judge reads it.
struct SessionFacts: Sendable {
    let id: SessionID
    let account: AccountID?
    let generation: Int64
    let createdAt: Int64
    let cause: SessionEndCause?
}

/// An access token that the server gave out.
struct IssuedAccess {
    let text: String
    let session: SessionID
    let keyID: String
    let list: String
    let index: Int
    /// Milliseconds since 1970-01-01T00:00:00Z.
    let expiresAt: Int64
}
