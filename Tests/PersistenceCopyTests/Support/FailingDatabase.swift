import Persistence
import Synchronization

/// A database whose writes fail once, in one of the ways in which a database can.
final class FailingDatabase: Database {
    /// What happens to the write.
    enum Failure: CaseIterable, Sendable {
        /// It never reaches the database.
        case beforehand
        /// Its last statement has run, and nothing is committed.
        case rolledBack
        /// It is committed, and nobody learns of it.
        case answerLost
    }

    static let failure = PersistenceError(.inputOutput, message: "the connection broke")

    private let database: any Database
    private let failure: Failure
    private let remaining: Mutex<Int>

    /// - Parameters:
    ///   - database: Where everything else goes.
    ///   - failure: What happens to the write.
    ///   - count: How many writes succeed before it.
    init(_ database: any Database, _ failure: Failure, after count: Int) {
        self.database = database
        self.failure = failure
        remaining = Mutex(count)
    }

    /// How many writes succeed before it.
    var left: Int { remaining.withLock { $0 } }

    /// Whether a write has failed.
    var hasFailed: Bool { remaining.withLock { $0 < 0 } }

    func read<Result: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Result) async throws -> Result {
        try await database.read(body)
    }

    func write<Result: Sendable>(
        isolation: Isolation,
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        let isTheOne = remaining.withLock { remaining in
            remaining -= 1
            return remaining == -1
        }
        guard isTheOne else { return try await database.write(isolation: isolation, body) }
        switch failure {
        case .beforehand:
            throw Self.failure
        case .rolledBack:
            return try await database.write(isolation: isolation) { transaction in
                _ = try body(transaction)
                throw Self.failure
            }
        case .answerLost:
            _ = try await database.write(isolation: isolation, body)
            throw Self.failure
        }
    }

    func close() async throws {
        try await database.close()
    }
}
