/// How a PostgreSQL database is used.
public struct PostgresOptions: Sendable, Hashable {
    /// The number of connections, and of threads that wait for answers on them; 8 by default.
    ///
    /// One more listens for what other nodes announce.
    public var connectionCount: Int
    /// The longest that one statement may take, 5 seconds by default.
    ///
    /// After it the server gives up; a second later the connection is given up, too, for the network may be silent. A
    /// write or a read then throws ``Persistence/PersistenceError/Code/busy`` or
    /// ``Persistence/PersistenceError/Code/unavailable``.
    public var statementTimeout: Duration
    /// The longest that a read or a write waits for its turn and for a database that cannot be reached, 3 seconds by default.
    public var patience: Duration
    /// The number of reads and writes that may wait for their turn, 4,096 by default.
    ///
    /// The next one throws ``Persistence/PersistenceError/Code/busy`` at once.
    public var maximumWaiting: Int

    /// How a PostgreSQL database is used.
    ///
    /// - Parameters:
    ///   - connectionCount: How many connections, at least 1.
    ///   - statementTimeout: The longest that one statement may take, at least 10 milliseconds.
    ///   - patience: How long to wait for a turn, and for a database that cannot be reached.
    ///   - maximumWaiting: How many may wait for their turn, at least 1.
    public init(
        connectionCount: Int = 8,
        statementTimeout: Duration = .seconds(5),
        patience: Duration = .seconds(3),
        maximumWaiting: Int = 4096
    ) {
        self.connectionCount = max(1, connectionCount)
        self.statementTimeout = max(.milliseconds(10), statementTimeout)
        self.patience = patience
        self.maximumWaiting = max(1, maximumWaiting)
    }

    /// How many connections commit writes that may share a commit: few, and more writes in each.
    ///
    /// While one waits for the disk, the other gathers.
    var groupWorkers: Int { min(connectionCount, 2) }
}
