/// The rules of a refresh whose token is not the one that is good now: pure, over what the row says.
///
/// The good token never gets here; it is rotated by one conditional `UPDATE`, the linearisation point.
struct RefreshRule: Sendable {
    /// The longest replacement window, whatever the lifetime of access tokens.
    static let longestReplacementWindow = Duration.seconds(900)
    /// How many of the last 16 steps may be replacements.
    static let replacementLimit = 3

    /// For how long after a step any holder of the token that it was made from gets the same successor.
    let graceWindow: Duration
    /// For how long after a step a client without attempt ids may say, by presenting the token again, that it got no answer.
    let replacementWindow: Duration
    /// What happens otherwise.
    let policy: RefreshPolicy

    /// A rule for access tokens of this lifetime.
    init(graceWindow: Duration, accessTokenLifetime: Duration, policy: RefreshPolicy) {
        self.graceWindow = graceWindow
        replacementWindow = min(accessTokenLifetime, Self.longestReplacementWindow)
        self.policy = policy
    }

    /// What is to be done.
    enum Verdict: Sendable, Hashable {
        /// Give the good generation again.
        case repeated
        /// Give a new generation in the place of the good one, which is dead from then on, and write it down.
        case replaced(ReuseEvidence)
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
        on session: Session,
        presented: Int64,
        attempts: RefreshAttempts,
        proof: KeyProof,
        from source: RequestSource,
        at now: Timestamp
    ) -> Verdict {
        if let end = session.end { return .ended(end.cause) }
        if let end = SessionEnd.lifetime(idleExpiresAt: session.idleExpiresAt, expiresAt: session.expiresAt, asOf: now)
        {
            return .expired(end)
        }

        if let key = session.keyThumbprint, key != proof.thumbprint { return .unproven }
        let gap = session.generation - presented
        if gap < 0 { return .aheadOfDatabase }
        // A clock that went backwards makes this negative, and then the windows are still open.
        let sinceStep = session.rotatedAt.map { now - $0 } ?? 0
        let evidence = ReuseEvidence(
            generationGap: gap,
            millisecondsSinceRotation: sinceStep,
            addressDiffered: source.address != session.lastAddress,
            userAgentDiffered: source.userAgent != session.lastUserAgent
        )
        let excuse = excuse(on: session, gap: gap, sinceStep: sinceStep, attempts: attempts, evidence: evidence)
        return excuse ?? (policy == .observe ? .observedReuse(evidence) : .reused(evidence))
    }

    /// Why an older token is no reuse; nil when it is.
    private func excuse(
        on session: Session,
        gap: Int64,
        sinceStep: Int64,
        attempts: RefreshAttempts,
        evidence: ReuseEvidence
    ) -> Verdict? {
        let steps = session.steps
        // A dead token was given out and never taken by the client that asked again: there are two parties, whatever else is said.
        if steps.isDead(generationsBack: gap) { return nil }
        // The client that made the last step gets what it led to, with whichever token of the family: the last answer may have
        // been lost, a late one have put an old cookie in the place of the new one, or another tab's answer the new one in the place of the
        // old: then the token is the good one, and its attempt must not make a second step.
        if steps.madeLastStep(attempts) { return .repeated }
        if gap == steps.originGap {
            if policy != .strict, sinceStep <= graceWindow.wholeMilliseconds { return .repeated }
            // The key has been proven: it is the client itself, which got no answer. The good token is unused, for it is the good one.
            if session.keyThumbprint != nil { return .repeated }
            if mayReplace(steps, sinceStep: sinceStep, attempts: attempts) { return .replaced(evidence) }
        }
        // The client that made the token, or a later step, has moved on: this is an old request of its own, late. A thief's token without
        // the attempt that replaced it never gets here, and with it gains nothing.
        return steps.wasMade(by: attempts, withinLast: gap + 1) ? .superseded : nil
    }

    /// Whether a client without attempt ids may have a new token in the place of one that it says it never got.
    ///
    /// A client that sends attempt ids needs no such thing, and a step that was made with one was not made by a client without.
    private func mayReplace(_ steps: StepHistory, sinceStep: Int64, attempts: RefreshAttempts) -> Bool {
        policy == .grace && attempts.hashes.isEmpty && !steps.lastStepHadAttempt
            && sinceStep <= replacementWindow.wholeMilliseconds && steps.replacements < Self.replacementLimit
    }
}
