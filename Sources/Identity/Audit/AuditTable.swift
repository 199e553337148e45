import Persistence
import TesseraJOSE

/// The table of the audit trail and its verbs.
struct AuditTable {
    let transaction: any Transaction

    /// Appends an event to the audit trail.
    func append(_ event: AuditEvent) throws {
        let detail = event.detail.map { String(decoding: JSONValue.object($0).serialized(), as: UTF8.self) }
        try transaction.execute(
            """
            INSERT INTO audit_events (at, kind, actor, account_id, session_id, address, user_agent, detail)
            VALUES (\(event.at.milliseconds), \(event.kind.rawValue), \(event.actor), \(event.accountID), \(event.sessionID),
                \(event.address), \(event.userAgent), \(detail))
            """
        )
    }

    /// The newest events first, older than one.
    func events(_ page: AuditPage, before: Int64? = nil) throws -> [AuditEvent] {
        try events("id < \(before ?? Int64.max)\(page.condition) ORDER BY id DESC LIMIT \(page.limit)")
    }

    /// The oldest events first, newer than one.
    func events(_ page: AuditPage, after: Int64) throws -> [AuditEvent] {
        try events("id > \(after)\(page.condition) ORDER BY id LIMIT \(page.limit)")
    }

    private func events(_ condition: SQL) throws -> [AuditEvent] {
        let rows = try transaction.rows(
            """
            SELECT id, at, kind, actor, account_id, session_id, address, user_agent, detail FROM audit_events
            WHERE \(condition)
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

extension Transaction {
    /// The table of the audit trail.
    var audit: AuditTable { AuditTable(transaction: self) }
}
