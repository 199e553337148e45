import Persistence
import TesseraJOSE

/// Everything that a refresh says.
struct RefreshRequest: Sendable {
    let presented: RefreshToken
    let attempts: RefreshAttempts
    let proof: KeyProof
    let idleLifetime: Duration
    let source: RequestSource
    let now: Timestamp
}

extension SessionTable {
    /// How often the rules are asked about a row that another node keeps changing.
    private static var refreshLimit: Int { 4 }

    /// The whole of a refresh in one transaction: the conditional update first, the rules over the row only when it missed.
    ///
    /// - Throws: `PersistenceError` `busy` when the row was changed at each look, and what the database throws.
    func refresh(_ request: RefreshRequest, by rule: RefreshRule) throws -> RefreshOutcome<RefreshedSession> {
        let presented = request.presented.generation
        if let rotated = try step(request, from: presented, mark: RefreshStepMark(request.attempts.own)) {
            return .rotated(rotated)
        }
        for _ in 0..<Self.refreshLimit {
            if let outcome = try decide(request, by: rule) { return outcome }
        }
        throw PersistenceError(.busy, message: "others changed the session at each look")
    }

    /// One look at the row, and what the rules say to it; nil when the row was changed in between, so that they are asked again.
    private func decide(
        _ request: RefreshRequest,
        by rule: RefreshRule
    ) throws -> RefreshOutcome<RefreshedSession>? {
        let (id, source, now) = (request.presented.sessionID, request.source, request.now)
        func refused(_ cause: RefreshRefusal.Cause) -> RefreshOutcome<RefreshedSession> {
            .refused(RefreshRefusal(cause, of: id))
        }
        guard let row = try find(id) else { return refused(.unknownSession) }
        guard let session = try row.session() else {
            return refused(.ended(try row.end()?.cause ?? .accountDeleted))
        }
        let verdict = rule.verdict(
            on: session,
            presented: request.presented.generation,
            attempts: request.attempts,
            proof: request.proof,
            from: source,
            at: now
        )
        switch verdict {
        case .superseded:
            return .superseded
        case .unproven:
            try auditShortfall(of: request.proof, session, from: source, at: now)
            return .unproven
        case .ended(let cause):
            return refused(.ended(cause))
        case .expired(let end):
            try markEnded(id, end)
            return refused(.ended(end.cause))
        case .reused(let evidence):
            try markEnded(id, SessionEnd(at: now, cause: .refreshTokenReuse, reuse: evidence))
            try transaction.audit.append(.reuse(.refreshTokenReused, evidence, session, from: source, at: now))
            return refused(.ended(.refreshTokenReuse))
        case .replaced(let evidence):
            guard let replaced = try step(request, from: session.generation, mark: .replacement) else { return nil }
            try transaction.audit.append(.reuse(.refreshReplaced, evidence, session, from: source, at: now))
            return .replaced(replaced)
        case .aheadOfDatabase:
            return try goOn(request, ahead: session).map(RefreshOutcome.rotated)
        case .observedReuse(let evidence):
            try transaction.audit.append(.reuse(.refreshTokenReuseObserved, evidence, session, from: source, at: now))
            fallthrough
        case .repeated:
            return .repeated(try refreshed(row, id, at: now))
        }
    }

    /// The conditional update: a step of the family from this generation, if it is the good one; nil when it is not.
    ///
    /// Every step moves the generation, and the statement itself looks at the end, the lifetimes and the key. So a row that the
    /// rules have read is either as they read it, or it is not touched.
    private func step(
        _ request: RefreshRequest,
        from generation: Int64,
        expected: Int64? = nil,
        mark: RefreshStepMark
    ) throws -> RefreshedSession? {
        try rotate(
            request.presented.sessionID,
            presented: generation,
            expected: expected ?? generation,
            mark: mark,
            provenKey: request.proof.thumbprint,
            idleLifetime: request.idleLifetime,
            from: request.source,
            at: request.now
        )
    }

    /// The session goes on from a token that is newer than its row, and the audit trail tells.
    private func goOn(_ request: RefreshRequest, ahead session: Session) throws -> RefreshedSession? {
        let presented = request.presented.generation
        let rotated = try step(
            request,
            from: presented,
            expected: session.generation,
            mark: RefreshStepMark(request.attempts.own)
        )
        guard let rotated else { return nil }
        try transaction.audit.append(
            AuditEvent(
                .sessionAheadOfDatabase,
                at: request.now,
                by: .system,
                account: session.accountID,
                session: session.id,
                from: request.source,
                detail: ["generations": .integer(presented - session.generation)]
            )
        )
        return rotated
    }
}

extension SessionTable {
    /// Writes a refresh without the right proof into the audit trail, at most once a minute for a session: a thief with a
    /// stolen token shall not fill the trail.
    private func auditShortfall(
        of proof: KeyProof,
        _ session: Session,
        from source: RequestSource,
        at now: Timestamp
    ) throws {
        guard let shortfall = proof.shortfall else { return }
        let before = now - .seconds(60)
        let isNews = try transaction.execute(
            """
            UPDATE sessions SET proof_refused_at = \(now.milliseconds)
            WHERE id = \(session.id) AND (proof_refused_at IS NULL OR proof_refused_at <= \(before.milliseconds))
            """
        )
        guard isNews == 1 else { return }
        try transaction.audit.append(
            AuditEvent(
                .refreshProofRefused,
                at: now,
                by: .system,
                account: session.accountID,
                session: session.id,
                from: source,
                detail: ["reason": .string(shortfall)]
            )
        )
    }
}

extension AuditEvent {
    fileprivate static func reuse(
        _ kind: Kind,
        _ evidence: ReuseEvidence,
        _ session: Session,
        from source: RequestSource,
        at now: Timestamp
    ) -> AuditEvent {
        AuditEvent(
            kind,
            at: now,
            by: .system,
            account: session.accountID,
            session: session.id,
            from: source,
            detail: [
                "generation_gap": .integer(evidence.generationGap),
                "milliseconds_since_rotation": .integer(evidence.millisecondsSinceRotation),
                "address_differed": .bool(evidence.addressDiffered),
                "user_agent_differed": .bool(evidence.userAgentDiffered),
            ]
        )
    }
}
