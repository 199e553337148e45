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

/// What the transaction of a refresh came to.
enum RefreshStep: Sendable {
    case rotated(RotatedSession)
    case repeated(TokenBasis)
    case replaced(RotatedSession)
    case superseded
    case unproven
    case refused(RefreshRefusal.Cause)
}

extension Connection {
    /// How often the rules are asked about a row that another node keeps changing.
    private static var refreshLimit: Int { 4 }

    /// The whole of a refresh in one transaction: the conditional update first, the rules over the row only when it missed.
    ///
    /// - Throws: `PersistenceError` `busy` when the row was changed at each look, and what the database throws.
    func refresh(_ request: RefreshRequest, by rule: RefreshRule) throws -> RefreshStep {
        let presented = request.presented.generation
        if let rotated = try step(request, from: presented, mark: RefreshStepMark(request.attempts.own)) {
            return .rotated(rotated)
        }
        for _ in 0..<Self.refreshLimit {
            if let step = try decide(request, by: rule) { return step }
        }
        throw PersistenceError(.busy, message: "others changed the session at each look")
    }

    /// One look at the row, and what the rules say to it; nil when the row was changed in between, so that they are asked again.
    private func decide(_ request: RefreshRequest, by rule: RefreshRule) throws -> RefreshStep? {
        let (id, source, now) = (request.presented.sessionID, request.source, request.now)
        guard let (row, grants) = try sessionRow(id) else { return .refused(.unknownSession) }
        let verdict = rule.verdict(
            on: row.facts,
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
            try auditShortfall(of: request.proof, row, from: source, at: now)
            return .unproven
        case .ended(let cause):
            return .refused(.ended(cause))
        case .expired(let end):
            try endSession(id, end)
            return .refused(.ended(end.cause))
        case .reused(let evidence):
            try endSession(id, SessionEnd(at: now, cause: .refreshTokenReuse, reuse: evidence))
            try audit(.reuse(.refreshTokenReused, evidence, row, from: source, at: now))
            return .refused(.ended(.refreshTokenReuse))
        case .replaced(let evidence):
            guard let replaced = try step(request, from: row.facts.generation, mark: .replacement) else { return nil }
            try audit(.reuse(.refreshReplaced, evidence, row, from: source, at: now))
            return .replaced(replaced)
        case .aheadOfDatabase:
            return try goOn(request, ahead: row).map(RefreshStep.rotated)
        case .observedReuse(let evidence):
            try audit(.reuse(.refreshTokenReuseObserved, evidence, row, from: source, at: now))
            fallthrough
        case .repeated:
            guard let session = row.session else { return .refused(.ended(.accountDeleted)) }
            let position = try row.statusPosition ?? giveStatusPosition(to: id, at: now)
            return .repeated(TokenBasis(session, grants: grants, statusPosition: position))
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
    ) throws -> RotatedSession? {
        try rotateSession(
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
    private func goOn(_ request: RefreshRequest, ahead row: SessionRow) throws -> RotatedSession? {
        let presented = request.presented.generation
        let rotated = try step(
            request,
            from: presented,
            expected: row.facts.generation,
            mark: RefreshStepMark(request.attempts.own)
        )
        guard let rotated else { return nil }
        try audit(
            AuditEvent(
                .sessionAheadOfDatabase,
                at: request.now,
                by: .system,
                account: row.accountID,
                session: row.id,
                from: request.source,
                detail: ["generations": .integer(presented - row.facts.generation)]
            )
        )
        return rotated
    }
}

extension Connection {
    /// Writes a refresh without the right proof into the audit trail, at most once a minute for a session: a thief with a
    /// stolen token shall not fill the trail.
    private func auditShortfall(
        of proof: KeyProof,
        _ row: SessionRow,
        from source: RequestSource,
        at now: Timestamp
    ) throws {
        guard let shortfall = proof.shortfall else { return }
        let before = now - .seconds(60)
        let isNews = try execute(
            """
            UPDATE sessions SET proof_refused_at = \(now.milliseconds)
            WHERE id = \(row.id) AND (proof_refused_at IS NULL OR proof_refused_at <= \(before.milliseconds))
            """
        )
        guard isNews == 1 else { return }
        try audit(
            AuditEvent(
                .refreshProofRefused,
                at: now,
                by: .system,
                account: row.accountID,
                session: row.id,
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
        _ row: SessionRow,
        from source: RequestSource,
        at now: Timestamp
    ) -> AuditEvent {
        AuditEvent(
            kind,
            at: now,
            by: .system,
            account: row.accountID,
            session: row.id,
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
