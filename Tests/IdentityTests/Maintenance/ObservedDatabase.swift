import Persistence

/// A database that a test looks on: it is told of every statement before it is done, and may refuse it.
final class ObservedDatabase: Database {
    typealias Watch = @Sendable (_ statement: SQL, _ transaction: any Transaction) throws -> Void

    private let base: any Database
    private let watch: Watch

    init(_ base: any Database, watch: @escaping Watch) {
        self.base = base
        self.watch = watch
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await base.read { [watch] in try body(WatchedConnection(base: $0, watch: watch)) }
    }

    @discardableResult
    func write<Result: Sendable>(
        isolation: Isolation,
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await base.write(isolation: isolation) { [watch] in try body(WatchedConnection(base: $0, watch: watch)) }
    }

    func close() async throws {
        try await base.close()
    }
}

private struct WatchedConnection: Transaction {
    let base: any Transaction
    let watch: ObservedDatabase.Watch

    var dialect: Dialect { base.dialect }

    func execute(_ sql: SQL) throws -> Int {
        try watch(sql, base)
        return try base.execute(sql)
    }

    func rows(_ sql: SQL) throws -> [Row] {
        try watch(sql, base)
        return try base.rows(sql)
    }
}

extension SQL {
    /// The statement as SQLite gets it; empty when it cannot be written.
    var text: String { (try? rendered(in: .sqlite).text) ?? "" }

    /// The values bound to it.
    var values: [SQLValue] { (try? rendered(in: .sqlite).values) ?? [] }
}
