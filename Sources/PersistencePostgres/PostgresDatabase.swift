// PersistencePostgres owns the way to a PostgreSQL server: connections, prepared statements, transactions that are run
// again, announcements between nodes. It never knows what the tables mean, and nothing of libpq leaves it.

import Foundation
public import Persistence
import Synchronization

/// A database on a PostgreSQL server, which many nodes may share.
///
/// A body runs in a thread that waits on one connection from `BEGIN` to `COMMIT`. It is run again when another transaction
/// was in its way, and when the server was lost before `COMMIT` was sent; a write whose `COMMIT` was not answered is not,
/// and throws an error with ``/Persistence/PersistenceError/isOutcomeUnknown``. Whatever happens, it is answered within
/// ``PostgresOptions/longestWait``.
public final class PostgresDatabase: Database {
    /// Where the server is.
    public let address: PostgresAddress

    let options: PostgresOptions
    private let pool: ConnectionPool
    private let constraints = ConstraintNames()
    private let counters: Counters
    private let group: WriteGroup
    private let listener: AnnouncementListener

    /// Connects to a server.
    ///
    /// - Parameters:
    ///   - address: Where the server is.
    ///   - options: How it is used.
    /// - Throws: ``/Persistence/PersistenceError/Code/cannotOpen`` for a server that refuses us, is too old or keeps
    ///   another encoding than UTF-8, and for a pooler that shares connections between transactions, ``/Persistence/PersistenceError/Code/unavailable`` for one that cannot be reached.
    public init(_ address: PostgresAddress, options: PostgresOptions = .init()) async throws {
        self.address = address
        self.options = options
        let parameters = address.connectionParameters(
            environment: ProcessInfo.processInfo.environment,
            libraryVersion: ServerConnection.libraryVersion
        )
        let hosts = ServerHosts(parameters, options.answerTimes)
        let counters = Counters()
        self.counters = counters
        pool = ConnectionPool(size: options.connectionCount, maximumWaiting: options.maximumWaiting) { deadline in
            counters.add(connects: 1)
            return try hosts.connect(until: deadline)
        }
        group = WriteGroup(
            pool: pool,
            maximumWorkers: options.groupWorkers,
            RetryRule(options),
            constraints: constraints,
            counters
        )
        listener = AnnouncementListener { try hosts.connect(until: .now + options.longestWait) }
        let deadline = ContinuousClock.now + options.longestWait
        try await pool.run(until: deadline) { [pool] in
            try pool.withConnection(isFresh: false, until: deadline) { first in
                try PoolerRule.check(first, until: deadline) { () throws(PersistenceError) in
                    try hosts.connect(until: deadline)
                }
            }
        }
    }

    /// Runs a body on a snapshot of the database.
    ///
    /// - Parameter body: The statements to run; a write throws ``/Persistence/PersistenceError/Code/readOnly``.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws; ``/Persistence/PersistenceError/Code/unavailable`` when the server cannot be
    ///   reached, ``/Persistence/PersistenceError/Code/busy`` when it takes too long,
    ///   ``/Persistence/PersistenceError/Code/closed``.
    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await transact(.snapshot, body)
    }

    /// Runs a body as one durable transaction.
    ///
    /// - Parameters:
    ///   - isolation: What the body may assume about writes that run at the same time, on whichever node.
    ///   - body: The statements to run. It is run again after a conflict.
    /// - Returns: What the body returns, once it is on the disk.
    /// - Throws: What the body throws; ``/Persistence/PersistenceError/Code/unavailable`` when the server cannot be
    ///   reached or did not answer the `COMMIT`, ``/Persistence/PersistenceError/Code/busy`` when it takes too long,
    ///   ``/Persistence/PersistenceError/Code/closed``.
    @discardableResult
    public func write<Result: Sendable>(
        isolation: Isolation,
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        guard isolation == .grouped else { return try await transact(TransactionKind(isolation), body) }
        return try await timed { asked, deadline in try await group.write(asked: asked, until: deadline, body) }
    }

    /// What other nodes announce, by `LISTEN` on a connection of its own.
    ///
    /// - Returns: A stream that begins with every kind, since anything may have been announced before it listened, and
    ///   has every kind again after each lost connection.
    public func announcements() -> AsyncStream<Announcement> {
        listener.announcements()
    }

    /// Whether a connection listens at this moment.
    public var isAnnouncing: Bool { listener.isListening }

    /// Answers what was asked for, then closes the connections.
    public func close() async throws {
        try await listener.close()
        try await pool.close()
    }

    /// What was done since the database was opened; for metrics.
    public var statistics: PostgresStatistics {
        var statistics = counters.statistics
        (statistics.waiting, statistics.connections) = pool.counts
        return statistics
    }

    private func transact<Value: Sendable>(
        _ kind: TransactionKind,
        _ body: @escaping @Sendable (any Transaction) throws -> Value
    ) async throws -> Value {
        let (pool, constraints, counters) = (pool, constraints, counters)
        let rule = RetryRule(options)
        return try await timed { asked, deadline in
            try await pool.run(until: deadline) {
                defer { kind == .snapshot ? counters.add(reads: 1) : counters.add(writes: 1) }
                let transaction = RepeatedTransaction(
                    kind: kind,
                    rule: rule,
                    asked: asked,
                    deadline: deadline,
                    constraints: constraints
                )
                return try transaction.run(in: pool, counters, body)
            }
        }
    }

    /// Gives something its deadline: the longest wait from now, less what its request has waited for the database already.
    private func timed<Value: Sendable>(
        _ body: (
            _ asked: ContinuousClock.Instant, _ deadline: ContinuousClock.Instant
        ) async throws -> Value
    ) async throws -> Value {
        let asked = ContinuousClock.now
        let spent = DatabaseWait.current
        defer { spent?.add(asked.duration(to: .now)) }
        return try await body(asked, asked + options.longestWait - (spent?.total ?? .zero))
    }
}
