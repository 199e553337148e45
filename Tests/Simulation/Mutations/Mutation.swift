/// A mistake that is made on purpose, to see that the simulation finds it.
///
/// The server's mistakes are made between its rules and the database, by changing statements and rows on their way: what is shipped
/// knows nothing of them.
public enum Mutation: String, Sendable, CaseIterable {
    // The server's

    /// A refresh looks the session up, and then updates it without a condition.
    case findThenUpdate
    /// A refresh revives a session that has ended.
    case endedSessionIsRefreshed
    /// A token in whose place another was given is good again.
    case deadTokenIsAccepted
    /// Answers may be lost as often as anybody says.
    case noReplacementLimit
    /// It is not written down which attempt made a step.
    case attemptIsDropped
    /// Only the last attempt is remembered, so that a late copy of an honest request is taken for a thief's.
    case lateCopyIsReuse
    /// The grace window is measured from the wrong moment.
    case graceFromExpiry
    /// Reuse is noticed, and nothing ends.
    case reuseEndsNothing
    /// Reuse ends every session of the account.
    case reuseEndsEverySession
    /// The bit in the status list is set in a transaction of its own, after the session's end.
    case statusBitInASecondTransaction
    /// A write is answered before it is committed.
    case answerBeforeCommit
    /// A verifier that comes back is not told of what it missed.
    case missedEventsAreNotTold

    // The clients'

    /// Each request has an attempt id of its own, instead of the one that was saved.
    case attemptIsNotSaved
    /// Browsers do not say which attempt gave them what they have.
    case earlierAttemptIsForgotten
    /// Whatever arrives is stored, however old it is.
    case noFence
    /// A failure of the server or the network signs the client out.
    case failureIsRefusal
}
