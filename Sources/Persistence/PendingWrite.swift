import Synchronization

/// A transaction that knows whether one of its statements has failed.
package protocol CheckedTransaction: Transaction {
    /// The first failure; it fails the transaction, even when the body ignores it.
    var failure: PersistenceError? { get }
}

/// A write that waits for its turn in a commit that it may share, whatever its result type.
package protocol PendingWrite: AnyObject, Sendable {
    /// Runs the body and keeps its outcome.
    ///
    /// - Parameter transaction: Where it runs.
    /// - Returns: Whether it succeeded, so that its writes are to be kept.
    func run(on transaction: any CheckedTransaction) -> Bool
    /// Why the body failed when it ran last; nil when it did not.
    var error: (any Error)? { get }
    /// Answers the caller with the kept outcome.
    func answer()
    /// Answers the caller with an error, whatever the body did.
    func fail(_ error: any Error)
}

/// A write whose caller awaits a value.
package final class ValueWrite<Value: Sendable>: PendingWrite {
    private let body: @Sendable (any Transaction) throws -> Value
    private let caller: CheckedContinuation<Value, any Error>
    /// Only the writer's thread comes here; the lock makes that plain to the compiler.
    private let outcome = Mutex<Result<Value, any Error>?>(nil)

    /// A write that waits.
    package init(
        _ body: @escaping @Sendable (any Transaction) throws -> Value,
        caller: CheckedContinuation<Value, any Error>
    ) {
        self.body = body
        self.caller = caller
    }

    package func run(on transaction: any CheckedTransaction) -> Bool {
        let result = Result {
            let value = try body(transaction)
            if let failure = transaction.failure { throw failure }
            return value
        }
        outcome.withLock { $0 = result }
        guard case .success = result else { return false }
        return true
    }

    package var error: (any Error)? {
        guard case .failure(let error) = outcome.withLock({ $0 }) else { return nil }
        return error
    }

    package func answer() {
        guard let result = outcome.withLock({ $0 }) else { return fail(PersistenceError.closed) }
        caller.resume(with: result)
    }

    package func fail(_ error: any Error) {
        caller.resume(throwing: error)
    }
}
