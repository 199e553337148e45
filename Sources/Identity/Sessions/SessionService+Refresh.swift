import Logging
import Persistence
import TesseraJOSE

extension SessionService {
    /// Exchanges a refresh token for its successor and a new access token (RFC 6749 §6, RFC 9700 §4.14: rotation).
    ///
    /// Idempotent: the same attempt, or any holder within the grace window, gets the *same* successor. A late copy of a request
    /// whose client has moved on gets nothing and ends nothing. Any other older token ends the session.
    ///
    /// - Parameters:
    ///   - token: the refresh token's text.
    ///   - attempt: a random id that the client stored before it sent the request, 1 to 128 visible ASCII characters; the id of
    ///     the refresh that gave it what it has may follow after a comma. Nil when it has none.
    ///   - proof: what the request shows to prove possession of a key; it counts only where the session is bound to one. Without
    ///     the right proof nothing is rotated and nothing ends (RFC 9449 §5).
    ///   - source: where the request comes from.
    /// - Returns: new tokens, or why there are none.
    /// - Throws: `IdentityError` `invalid_request` for a malformed attempt.
    public func refresh(
        _ token: String,
        attempt: String?,
        proof: KeyProof = .absent,
        from source: RequestSource
    ) async throws -> RefreshOutcome {
        let attempts = try attempt.map(RefreshAttempts.init) ?? .none
        guard let presented = codec.token(of: token) else {
            return .refused(RefreshRefusal(reason: .malformedToken, sessionID: nil))
        }
        let now = time.now()
        let (rule, idleLifetime) = (rule, configuration.sessionIdleLifetime)
        let step = try await database.write(isolation: .grouped) { connection in
            try connection.refresh(
                presented,
                attempts: attempts,
                proof: proof,
                rule: rule,
                idleLifetime: idleLifetime,
                from: source,
                at: now
            )
        }
        switch step {
        case .rotated(let rotated):
            return .rotated(try tokens(for: rotated.basis(), at: now))
        case .repeated(let basis):
            return .repeated(try tokens(for: basis, at: now))
        case .superseded:
            return .superseded
        case .unproven:
            return .unproven
        case .refused(let reason):
            if reason == .ended(.refreshTokenReuse) {
                await status.followOwnWrite()
                logger.warning("refresh token reuse", metadata: ["session.id": "\(presented.sessionID)"])
            }
            return .refused(RefreshRefusal(reason: reason, sessionID: presented.sessionID))
        }
    }
}

/// What the transaction of a refresh came to.
private enum RefreshStep: Sendable {
    case rotated(RotatedSession)
    case repeated(TokenBasis)
    case superseded
    case unproven
    case refused(RefreshRefusal.Cause)
}

extension Connection {
    /// The whole of a refresh in one transaction: the conditional update first, the rules over the row only when it missed.
    fileprivate func refresh(
        _ presented: RefreshToken,
        attempts: RefreshAttempts,
        proof: KeyProof,
        rule: RefreshRule,
        idleLifetime: Duration,
        from source: RequestSource,
        at now: Timestamp
    ) throws -> RefreshStep {
        let id = presented.sessionID
        func rotate(expected: Int64) throws -> RotatedSession? {
            try rotateSession(
                id,
                presented: presented.generation,
                expected: expected,
                attempt: attempts.own,
                provenKey: proof.thumbprint,
                idleLifetime: idleLifetime,
                from: source,
                at: now
            )
        }
        if let rotated = try rotate(expected: presented.generation) { return .rotated(rotated) }
        guard let (row, grants) = try sessionRow(id) else { return .refused(.unknownSession) }
        let verdict = rule.verdict(
            on: row.facts,
            presented: presented.generation,
            attempts: attempts,
            proof: proof,
            from: source,
            at: now
        )
        switch verdict {
        case .superseded:
            return .superseded
        case .unproven:
            try auditShortfall(of: proof, row, from: source, at: now)
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
        case .aheadOfDatabase:
            guard let rotated = try rotate(expected: row.facts.generation) else { return .refused(.unknownSession) }
            try audit(
                AuditEvent(
                    .sessionAheadOfDatabase,
                    at: now,
                    by: .system,
                    account: row.accountID,
                    session: id,
                    from: source,
                    detail: ["generations": .integer(presented.generation - row.facts.generation)]
                )
            )
            return .rotated(rotated)
        case .observedReuse(let evidence):
            try audit(.reuse(.refreshTokenReuseObserved, evidence, row, from: source, at: now))
            fallthrough
        case .repeated:
            guard let session = row.session else { return .refused(.ended(.accountDeleted)) }
            let position = try row.statusPosition ?? giveStatusPosition(to: id, at: now)
            return .repeated(TokenBasis(session, grants: grants, statusPosition: position))
        }
    }
}

extension Connection {
    /// Writes a refresh without the right proof into the audit trail, at most once a minute for a session: whoever holds a
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
