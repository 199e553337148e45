import Persistence
import Synchronization

/// A write that waits for its turn, whatever its result type.
protocol PendingWrite: AnyObject, Sendable {
    /// Runs the body and keeps its outcome.
    ///
    /// - Returns: The body's error, or nil when it succeeded.
    func run(on connection: any Connection) -> (any Error)?
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
        _ body: @escaping @Sendable (any Connection) throws -> Value, caller: CheckedContinuation<Value, any Error>
    ) {
        self.body = body
        self.caller = caller
    }

    func run(on connection: any Connection) -> (any Error)? {
        let result = Result { try body(connection) }
        outcome.withLock { $0 = result }
        guard case .failure(let error) = result else { return nil }
        return error
    }

    func answer() {
        guard let result = outcome.withLock({ $0 }) else { return fail(PersistenceError.closed) }
        caller.resume(with: result)
    }

    func fail(_ error: any Error) {
        caller.resume(throwing: error)
    }
}
