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
    ///   - kinds: only events of these kinds; nil for all.
    ///   - before: only events older than the one with this id; nil for the newest.
    ///   - limit: how many at the most, 1 to 1000.
    /// - Returns: the events.
    /// - Throws: what the database throws.
    public func events(
        of account: AccountID?,
        kinds: Set<AuditEvent.Kind>? = nil,
        before: Int64? = nil,
        limit: Int = 100
    ) async throws -> [AuditEvent] {
        let page = AuditPage(account: account, kinds: kinds, limit: max(1, min(limit, 1000)))
        return try await database.read { try $0.auditEvents(page, before: before) }
    }

    /// The events after one, the oldest first.
    ///
    /// - Parameters:
    ///   - id: only events newer than the one with this id; 0 for the first.
    ///   - account: only what happened to this account; nil for all.
    ///   - kinds: only events of these kinds; nil for all.
    ///   - limit: how many at the most, 1 to 1000.
    /// - Returns: the events.
    /// - Throws: what the database throws.
    public func events(
        after id: Int64,
        of account: AccountID?,
        kinds: Set<AuditEvent.Kind>? = nil,
        limit: Int = 1000
    ) async throws -> [AuditEvent] {
        let page = AuditPage(account: account, kinds: kinds, limit: max(1, min(limit, 1000)))
        return try await database.read { try $0.auditEvents(page, after: id) }
    }
}

/// Which events are asked for.
struct AuditPage: Sendable {
    let account: AccountID?
    let kinds: Set<AuditEvent.Kind>?
    let limit: Int

    /// The condition, to be put behind another one.
    fileprivate var condition: SQL {
        let owner: SQL = account.map { " AND account_id = \($0)" } ?? ""
        guard let kinds else { return owner }
        let names = kinds.map(\.rawValue).sorted().map { "\($0)" as SQL }.joined(separator: ", ")
        return "\(owner) AND kind IN (\(names))"
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

    /// The newest events first, older than one.
    func auditEvents(_ page: AuditPage, before: Int64? = nil) throws -> [AuditEvent] {
        try auditEvents("id < \(before ?? Int64.max)\(page.condition) ORDER BY id DESC LIMIT \(page.limit)")
    }

    /// The oldest events first, newer than one.
    func auditEvents(_ page: AuditPage, after: Int64) throws -> [AuditEvent] {
        try auditEvents("id > \(after)\(page.condition) ORDER BY id LIMIT \(page.limit)")
    }

    private func auditEvents(_ condition: SQL) throws -> [AuditEvent] {
        let rows = try rows(
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
