import Persistence

@testable import Identity

/// How a mistake on purpose changes the world; without one, nothing changes.
final class Mutations: @unchecked Sendable {
    let mutation: Mutation?
    /// Statements that were put off.
    private var deferred: [SQL] = []

    init(_ mutation: Mutation?) {
        self.mutation = mutation
    }

    // MARK: Clients

    var attemptIsNotSaved: Bool { mutation == .attemptIsNotSaved }
    var forgetsEarlierAttempt: Bool { mutation == .earlierAttemptIsForgotten }
    var hasNoFence: Bool { mutation == .noFence }
    var takesFailureForRefusal: Bool { mutation == .failureIsRefusal }

    // MARK: The server

    var answersBeforeCommit: Bool { mutation == .answerBeforeCommit }

    func change(_ configuration: inout IdentityConfiguration) {
        if mutation == .reuseEndsNothing { configuration.refreshPolicy = .observe }
    }

    /// The connection of a write, with the mistake in it.
    func writer(_ base: any Transaction, for arrival: Arrival?) -> any Transaction {
        guard let mutation else { return base }
        return MistakenConnection(base: base, mutation: mutation, arrival: arrival) { self.deferred.append($0) }
    }

    /// What was put off is done now, if the server still lives.
    func takeDeferred() -> [SQL] {
        defer { deferred = [] }
        return deferred
    }

    func missedEvents(_ subscription: StatusSubscription) -> [StatusEvent] {
        mutation == .missedEventsAreNotTold ? [] : subscription.missed
    }

    /// Before a refresh: the look-up of "find, then update".
    func prepare(_ token: TokenCopy, _ database: (any Database)?) async throws {
        guard mutation == .findThenUpdate, let database, let arrival = SimulatedServer.arrival else { return }
        arrival.hasFound = try await database.read {
            try $0.exists(
                """
                SELECT 1 FROM sessions
                WHERE id = \(token.session) AND generation = \(token.generation) AND ended_at IS NULL
                """
            )
        }
    }
}

/// A connection that changes statements and rows on their way.
private struct MistakenConnection: Transaction {
    let base: any Transaction
    let mutation: Mutation
    let arrival: Arrival?
    let putOff: @Sendable (SQL) -> Void

    var dialect: Dialect { base.dialect }

    func execute(_ sql: SQL) throws -> Int {
        let text = try sql.rendered(in: dialect).text
        if mutation == .statusBitInASecondTransaction, text.hasPrefix("INSERT INTO revocations (sequence, position") {
            putOff(sql)
            return 1
        }
        return try base.execute(sql)
    }

    func rows(_ sql: SQL) throws -> [Row] {
        let rendered = try sql.rendered(in: dialect)
        if rendered.text.hasPrefix("UPDATE sessions SET\n    generation") { try beforeRotation() }
        if rendered.text.hasPrefix("UPDATE sessions SET\n    ended_at") { try beforeEnd(rendered.values) }
        return try base.rows(sql).map(changed)
    }

    private func beforeRotation() throws {
        guard let arrival, case .refresh(let token, _) = arrival.request.kind else { return }
        switch mutation {
        case .findThenUpdate where arrival.hasFound:
            try base.execute(
                """
                UPDATE sessions SET generation = \(token.generation), attempts = NULL
                WHERE id = \(token.session) AND ended_at IS NULL
                """
            )
        case .endedSessionIsRefreshed:
            try base.execute("UPDATE sessions SET ended_at = NULL, end_cause = NULL WHERE id = \(token.session)")
        default: break
        }
    }

    private func beforeEnd(_ values: [SQLValue]) throws {
        guard mutation == .reuseEndsEverySession, values.contains(.text("refresh_token_reuse")),
            let arrival, case .refresh(let token, _) = arrival.request.kind
        else { return }
        try base.execute(
            """
            UPDATE sessions SET ended_at = \(arrival.moment), end_cause = 'refresh_token_reuse'
            WHERE id <> \(token.session) AND ended_at IS NULL
                AND account_id = (SELECT account_id FROM sessions WHERE id = \(token.session))
            """
        )
    }

    private func changed(_ row: Row) -> Row {
        switch mutation {
        case .lateCopyIsReuse:
            row.replacing("attempts") { if case .bytes(let bytes) = $0 { .bytes(Array(bytes.prefix(8))) } else { $0 } }
        case .deadTokenIsAccepted:
            // Seen by the dead token's own request only, so that everything else goes on as it should.
            presentsUnseenToken(of: row)
                ? row.replacingSteps { $0 == 0 && $1 == .replacement ? .noAttempt : $1 } : row
        case .noReplacementLimit:
            row.replacingStepsAfterLastReplacements({ $0 == .replacement ? .noAttempt : $0 })
        case .attemptIsDropped:
            row.replacingSteps { $1 == .replacement ? $1 : .noAttempt }
        case .graceFromExpiry:
            row.replacing("rotated_at") { rotatedAt in (try? row.value("idle_expires_at")) ?? rotatedAt }
        default: row
        }
    }

    /// Whether the request presents the token before the good one of this row.
    private func presentsUnseenToken(of row: Row) -> Bool {
        guard let arrival, case .refresh(let token, _) = arrival.request.kind else { return false }
        return row.columns.contains("attempts") && (try? row.integer("generation")) == token.generation + 1
    }
}

extension Row {
    fileprivate func replacing(_ column: String, by change: (SQLValue) -> SQLValue) -> Row {
        guard let index = columns.firstIndex(of: column) else { return self }
        var values = values
        values[index] = change(values[index])
        return Row(columns: columns, values: values)
    }

    /// A row whose steps are changed, each by its number and its mark, the newest first.
    fileprivate func replacingSteps(_ change: (Int, RefreshStepMark) -> RefreshStepMark) -> Row {
        replacing("attempts") { value in
            guard case .bytes(let bytes) = value else { return value }
            let length = RefreshStepMark.length
            let steps = stride(from: 0, to: bytes.count, by: length).map {
                RefreshStepMark(stored: bytes[$0..<min($0 + length, bytes.count)])
            }
            return .bytes(steps.enumerated().flatMap { change($0.offset, $0.element).bytes })
        }
    }

    /// A row whose steps are changed, but for the replacements that came last.
    fileprivate func replacingStepsAfterLastReplacements(_ change: (RefreshStepMark) -> RefreshStepMark) -> Row {
        var isAmongLast = true
        return replacingSteps { _, step in
            isAmongLast = isAmongLast && step == .replacement
            return isAmongLast ? step : change(step)
        }
    }
}
