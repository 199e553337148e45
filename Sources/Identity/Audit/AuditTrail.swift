import Persistence
import TesseraJOSE

/// Reads the audit trail.
///
/// Events are written by the verbs that they tell of, in the same transaction; the database refuses to change or
/// remove one.
public struct AuditTrail: Sendable {
    let database: any Database

    /// The newest events first.
    ///
    /// - Parameters:
    ///   - account: only what happened to this account; nil for all.
    ///   - before: only events older than the one with this id; nil for the newest.
    ///   - limit: how many at the most, 1 to 1000.
    /// - Returns: the events.
    /// - Throws: what the database throws.
    public func events(of account: AccountID?, before: Int64? = nil, limit: Int = 100) async throws -> [AuditEvent] {
        let limit = max(1, min(limit, 1000))
        return try await database.read { connection in
            try connection.auditEvents(of: account, before: before, limit: limit)
        }
    }
}

extension Connection {
    /// Appends an event to the audit trail.
    func audit(_ event: AuditEvent) throws {
        let detail = event.detail.map { String(decoding: JSONValue.object($0).serialized(), as: UTF8.self) }
        try execute(
            """
            INSERT INTO audit_events (at, kind, actor, account_id, session_id, address, user_agent, detail)
            VALUES (\(event.at.milliseconds), \(event.kind.rawValue), \(event.actor), \(event.accountID), \(event.sessionID),
                \(event.address), \(event.userAgent), \(detail))
            """
        )
    }

    func auditEvents(of account: AccountID?, before: Int64?, limit: Int) throws -> [AuditEvent] {
        let owner: SQL = account.map { " AND account_id = \($0)" } ?? ""
        let rows = try rows(
            """
            SELECT id, at, kind, actor, account_id, session_id, address, user_agent, detail FROM audit_events
            WHERE id < \(before ?? Int64.max)\(owner) ORDER BY id DESC LIMIT \(limit)
            """
        )
        return try rows.compactMap { row in
            guard let kind = AuditEvent.Kind(rawValue: try row.text("kind")) else { return nil }
            return AuditEvent(
                id: try row.integer("id"),
                at: Timestamp(milliseconds: try row.integer("at")),
                kind: kind,
                actor: try row.text("actor"),
                accountID: try row.optionalBytes("account_id").map(AccountID.init(unchecked:)),
                sessionID: try row.optionalBytes("session_id").map(SessionID.init(unchecked:)),
                address: try row.text("address"),
                userAgent: try row.optionalText("user_agent"),
                detail: try row.optionalText("detail").flatMap { try? JSONValue(parsing: Array($0.utf8)).object }
            )
        }
    }
}
