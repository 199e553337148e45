/// How a PostgreSQL database is used.
public struct PostgresOptions: Sendable, Hashable {
    /// The number of connections, and of threads that wait for answers on them; 8 by default.
    ///
    /// One more listens for what other nodes announce.
    public var connectionCount: Int
    /// The longest that one statement may take, 5 seconds by default.
    ///
    /// After it the server gives up; a second later the connection is given up, too, for the network may be silent. A
    /// write or a read then throws ``/Persistence/PersistenceError/Code/busy`` or
    /// ``/Persistence/PersistenceError/Code/unavailable``.
    public var statementTimeout: Duration
    /// For how long what was lost with a connection is tried again on another one, 3 seconds by default.
    public var patience: Duration
    /// The number of reads and writes that may wait for their turn, 4,096 by default.
    ///
    /// The next one throws ``/Persistence/PersistenceError/Code/busy`` at once.
    public var maximumWaiting: Int

    /// How much later than the server a connection gives an answer up.
    var answerGrace: Duration = .seconds(1)

    /// How a PostgreSQL database is used.
    ///
    /// - Parameters:
    ///   - connectionCount: How many connections, at least 1.
    ///   - statementTimeout: The longest that one statement may take, at least 10 milliseconds.
    ///   - patience: For how long what was lost with a connection is tried again.
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

    /// The longest that a read or a write takes in all, from the moment that it was asked for to its answer: the time of one statement and
    /// the patience, 8 seconds by default.
    ///
    /// In it lie the wait for a turn, connecting, every answer, further tries and the end of the transaction. The reads and writes of
    /// one ``/Persistence/DatabaseWait`` have that long together.
    public var longestWait: Duration { statementTimeout + patience }

    /// How long the server and its answers may take.
    var answerTimes: AnswerTimes { AnswerTimes(statement: statementTimeout, grace: answerGrace) }

    /// How many connections commit writes that may share a commit: few, and more writes in each.
    ///
    /// While one waits for the disk, the other gathers.
    var groupWorkers: Int { min(connectionCount, 2) }
}
