import Persistence

/// A write that the simulation commits when the seed says so.
protocol SimulatedWrite: AnyObject, Sendable {
    /// Runs the body and keeps its outcome.
    ///
    /// - Returns: Whether its writes are to be kept.
    func run(on connection: any Connection) -> Bool
    /// Takes a failure for the outcome, whatever the body did.
    func refuse(_ error: any Error)
    /// Answers the caller with the outcome.
    func answer()
}

extension SimulatedWrite {
    /// Answers the caller with an error.
    func fail(_ error: any Error) {
        refuse(error)
        answer()
    }
}

/// A write whose caller awaits its result.
///
/// @unchecked Sendable: everything in a world happens on one thread.
final class AwaitedWrite<Value: Sendable>: SimulatedWrite, @unchecked Sendable {
    private let body: @Sendable (any Connection) throws -> Value
    private let caller: CheckedContinuation<Value, any Error>
    private var outcome: Result<Value, any Error> = .failure(PersistenceError.closed)

    init(
        _ body: @escaping @Sendable (any Connection) throws -> Value,
        caller: CheckedContinuation<Value, any Error>
    ) {
        self.body = body
        self.caller = caller
    }

    func run(on connection: any Connection) -> Bool {
        outcome = Result { try body(connection) }
        guard case .success = outcome else { return false }
        return true
    }

    func refuse(_ error: any Error) {
        outcome = .failure(error)
    }

    func answer() {
        caller.resume(with: outcome)
    }
}

/// A write whose caller stands by and takes the result itself.
///
/// @unchecked Sendable: everything in a world happens on one thread.
final class DirectWrite<Value: Sendable>: SimulatedWrite, @unchecked Sendable {
    private let body: @Sendable (any Connection) throws -> Value
    private let isKept: Bool
    private var outcome: Result<Value, any Error> = .failure(PersistenceError.closed)

    init(isKept: Bool = true, _ body: @escaping @Sendable (any Connection) throws -> Value) {
        self.isKept = isKept
        self.body = body
    }

    func run(on connection: any Connection) -> Bool {
        outcome = Result { try body(connection) }
        guard case .success = outcome else { return false }
        return isKept
    }

    func refuse(_ error: any Error) {
        outcome = .failure(error)
    }

    func answer() {}

    func result() throws -> Value { try outcome.get() }
}
