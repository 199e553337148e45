import Persistence
import Synchronization

/// A database that fails with an error of a test's choice while it is told so.
final class FailingDatabase: Database {
    let base: any Database
    private let readFailure = Mutex<PersistenceError?>(nil)
    private let writeFailure = Mutex<PersistenceError?>(nil)
    private let losesAnswers = Mutex(false)

    init(base: any Database) {
        self.base = base
    }

    /// Makes reads fail; nil lets them succeed again.
    func failReads(_ code: PersistenceError.Code?) {
        readFailure.withLock { $0 = code.map { PersistenceError($0, message: "reads fail as told") } }
    }

    /// Makes writes fail; nil lets them succeed again.
    func failWrites(_ code: PersistenceError.Code?) {
        writeFailure.withLock { $0 = code.map { PersistenceError($0, message: "writes fail as told") } }
    }

    /// Lets writes be done and their answers be lost.
    func loseAnswers(_ loses: Bool) {
        losesAnswers.withLock { $0 = loses }
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        if let failure = readFailure.withLock({ $0 }) { throw failure }
        return try await base.read(body)
    }

    @discardableResult
    func write<Result: Sendable>(
        isolation: Isolation,
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        if let failure = writeFailure.withLock({ $0 }) { throw failure }
        let result = try await base.write(isolation: isolation, body)
        if losesAnswers.withLock({ $0 }) {
            throw PersistenceError(.unavailable, message: "the answer is lost as told", isOutcomeUnknown: true)
        }
        return result
    }

    func close() async throws {
        try await base.close()
    }
}
