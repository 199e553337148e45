import Foundation
import Persistence

/// Runs a body until its transaction is kept, as often as it makes sense.
struct RepeatedTransaction {
    let kind: TransactionKind
    let rule: RetryRule
    /// When the caller asked for it.
    let asked: ContinuousClock.Instant
    /// When the caller gives up.
    let deadline: ContinuousClock.Instant
    let constraints: ConstraintNames

    /// Runs the body in the calling thread, one of the pool's.
    func run<Value>(
        in pool: ConnectionPool,
        _ counters: Counters,
        _ body: (any CheckedTransaction) throws -> Value
    ) throws -> Value {
        var tries = 0
        var isFresh = false
        var wasMixedUp = false
        while true {
            let failure: (any Error, PostgresTransaction.Remedy)
            do {
                switch try pool.withConnection(isFresh: isFresh, until: deadline, { attempt(on: $0, counters, body) }) {
                case .done(let value): return value
                case .failed(let error, nil, _): throw Final(error: error)
                case .failed(let error, .again?, _): failure = (error, .again)
                case .mixedUp(let error):
                    // If it happens twice, the mistake is in the statement.
                    if wasMixedUp { throw Final(error: error) }
                    (wasMixedUp, isFresh) = (true, true)
                    failure = (error, .onAnotherConnection)
                case .failed(let error, .onAnotherConnection?, let wasUsed):
                    failure = (error, .onAnotherConnection)
                    // The server closed the connection while it waited, as at a restart: all that wait are alike.
                    isFresh = wasUsed
                }
            } catch let final as Final {
                throw final.error
            } catch let error as PersistenceError where error.code == .unavailable {
                failure = (error, .onAnotherConnection)
            }
            tries += 1
            let pause = rule.pause(
                afterTries: tries,
                elapsed: asked.duration(to: .now),
                failure.1,
                chance: Double.random(in: 0.1..<1)
            )
            guard let pause, .now + pause < deadline else { throw failure.0 }
            counters.add(retries: 1)
            Thread.sleep(forTimeInterval: Double(pause.wholeMicroseconds) / 1_000_000)
        }
    }

    private enum Outcome<Value> {
        case done(Value)
        case failed(any Error, PostgresTransaction.Remedy?, wasUsed: Bool)
        /// A row was not what was asked for, and the connection was given up.
        case mixedUp(PersistenceError)
    }

    /// An error that no further try can change.
    private struct Final: Error {
        let error: any Error
    }

    private func attempt<Value>(
        on server: ServerConnection,
        _ counters: Counters,
        _ body: (any CheckedTransaction) throws -> Value
    ) -> Outcome<Value> {
        let wasUsed = server.isUsed
        let connection = PostgresTransaction(server, kind, until: deadline, constraints: constraints)
        do {
            let value = try body(connection)
            if kind != .snapshot { counters.add(commits: 1) }
            try connection.commit()
            return .done(value)
        } catch {
            if let missing = error as? PersistenceError, missing.code == .columnMissing {
                let mixUp = PersistenceError(
                    .unavailable,
                    message:
                        "\(missing.message), so the row may belong to another statement, and the connection was closed"
                )
                connection.giveUp(mixUp)
                return .mixedUp(mixUp)
            }
            connection.rollBack()
            // A body may have made something else of a failure that is none of its own.
            let cause = connection.remedy == nil ? error : connection.failure ?? error
            return .failed(cause, connection.remedy, wasUsed: wasUsed)
        }
    }
}

extension Duration {
    /// Microseconds, rounded down.
    var wholeMicroseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
