/// The rules of a refresh whose token is not the one that is good now: pure, over what the row says.
///
/// The good token never gets here; it is rotated by one conditional `UPDATE`, the linearisation point.
struct RefreshRule: Sendable {
    /// For how long after a rotation any holder of the replaced token gets the same successor.
    let graceWindow: Duration
    /// What happens otherwise.
    let policy: RefreshPolicy

    /// What the row says about the session.
    struct Facts: Sendable {
        /// The generation that is good now.
        let generation: Int64
        /// When the last rotation was; nil when there was none.
        let rotatedAt: Timestamp?
        /// Which attempts made the last rotations.
        let attempts: AttemptHistory
        /// When the session ends unless it is refreshed; never after `expiresAt`.
        let idleExpiresAt: Timestamp
        /// When the session ends in any case.
        let expiresAt: Timestamp
        /// The end that was written down.
        let end: SessionEnd?
        /// The address of the last refresh.
        let lastAddress: String
        /// The user agent of the last refresh.
        let lastUserAgent: String?
        /// The thumbprint of the key that the session is bound to.
        let keyThumbprint: String?
    }

    /// What is to be done.
    enum Verdict: Sendable, Hashable {
        /// Give the good generation again.
        case repeated
        /// A late copy of a refresh that worked long ago: no tokens, and no end.
        case superseded
        /// The token is genuine and newer than the row, so the database was restored from a backup: go on from the token.
        case aheadOfDatabase
        /// Give the good generation again, and write down that this would have been reuse.
        case observedReuse(ReuseEvidence)
        /// End the session.
        case reused(ReuseEvidence)
        /// The session is bound to a key that the refresh does not prove: refuse, and end nothing.
        case unproven
        /// A lifetime has run out: write the end down, refuse.
        case expired(SessionEnd)
        /// Refuse.
        case ended(SessionEndCause)
    }

    /// The verdict on `presented`, which was not rotated: a generation that is not the good one, or one whose key was not
    /// proven; by `attempts`, with `proof`, from `source`, at `now`.
    ///
    /// The proof comes before the generation, so that a thief without the key can't end the session either.
    func verdict(
        on facts: Facts,
        presented: Int64,
        attempts: RefreshAttempts,
        proof: KeyProof,
        from source: RequestSource,
        at now: Timestamp
    ) -> Verdict {
        if let end = facts.end { return .ended(end.cause) }
        if let end = SessionEnd.lifetime(idleExpiresAt: facts.idleExpiresAt, expiresAt: facts.expiresAt, asOf: now) {
            return .expired(end)
        }

        if let key = facts.keyThumbprint, key != proof.thumbprint { return .unproven }
        let gap = facts.generation - presented
        if gap < 0 { return .aheadOfDatabase }
        // A clock that went backwards makes this negative, and then the window is still open.
        let sinceRotation = facts.rotatedAt.map { now - $0 } ?? 0
        // Whoever made the last step gets what it led to, with whichever token of the family: the last answer may have been lost,
        // a late one have put an old cookie in the place of the new one, or another tab's answer the new one in the place of the
        // old: then the token is the good one, and its attempt must not make a second step.
        if facts.attempts.madeLastStep(attempts) { return .repeated }
        if gap == 1, policy != .strict, sinceRotation <= graceWindow.wholeMilliseconds { return .repeated }
        // Whoever made the token, or a later step, has moved on: this is an old request of theirs, late. A thief's token without
        // the attempt that replaced it never gets here, and with it gains nothing.
        if facts.attempts.wasMade(by: attempts, withinLast: gap + 1) { return .superseded }
        let evidence = ReuseEvidence(
            generationGap: gap,
            millisecondsSinceRotation: sinceRotation,
            addressDiffered: source.address != facts.lastAddress,
            userAgentDiffered: source.userAgent != facts.lastUserAgent
        )
        return policy == .observe ? .observedReuse(evidence) : .reused(evidence)
    }
}
