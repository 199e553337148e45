import Persistence
import Synchronization

/// A write that waits for its turn, whatever its result type.
protocol PendingWrite: AnyObject, Sendable {
    /// Runs the body and keeps its outcome.
    ///
    /// - Returns: Whether it succeeded, so that its writes are to be kept.
    func run(on connection: TransactionConnection) -> Bool
    /// Answers the caller with the kept outcome.
    func answer()
    /// Answers the caller with an error, whatever the body did.
    func fail(_ error: any Error)
}

/// A write whose caller waits for a value.
final class ValueWrite<Value: Sendable>: PendingWrite {
    private let body: @Sendable (any Connection) throws -> Value
    private let caller: CheckedContinuation<Value, any Error>
    /// Only the writer's thread comes here; the lock makes that plain to the compiler.
    private let outcome = Mutex<Result<Value, any Error>?>(nil)

    init(
        _ body: @escaping @Sendable (any Connection) throws -> Value,
        caller: CheckedContinuation<Value, any Error>
    ) {
        self.body = body
        self.caller = caller
    }

    func run(on connection: TransactionConnection) -> Bool {
        let result = Result {
            let value = try body(connection)
            if let failure = connection.failure { throw failure }
            return value
        }
        outcome.withLock { $0 = result }
        guard case .success = result else { return false }
        return true
    }

    func answer() {
        guard let result = outcome.withLock({ $0 }) else { return fail(PersistenceError.closed) }
        caller.resume(with: result)
    }

    func fail(_ error: any Error) {
        caller.resume(throwing: error)
    }
}
