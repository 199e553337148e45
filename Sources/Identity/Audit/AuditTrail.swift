import Persistence

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
        return try await database.read { try $0.audit.events(page, before: before) }
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
        return try await database.read { try $0.audit.events(page, after: id) }
    }
}

/// Which events are asked for.
struct AuditPage: Sendable {
    let account: AccountID?
    let kinds: Set<AuditEvent.Kind>?
    let limit: Int

    /// The condition, to be put behind another one.
    var condition: SQL {
        let owner: SQL = account.map { " AND account_id = \($0)" } ?? ""
        guard let kinds else { return owner }
        let names = kinds.map(\.rawValue).sorted().map { "\($0)" as SQL }.joined(separator: ", ")
        return "\(owner) AND kind IN (\(names))"
    }
}
