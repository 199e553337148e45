/// How much a client may send, and how long it may take.
///
/// The defaults suit a public server.
public struct ServerLimits: Sendable, Hashable {
    /// The longest request body, in bytes; a longer one is answered with 413.
    public var maximumBodyBytes: Int
    /// The longest request line plus header fields, in bytes.
    public var maximumHeaderBytes: Int
    /// The most header fields of one request.
    public var maximumHeaderFields: Int
    /// The most connections at once: for further ones those are closed that have waited longest for their clients.
    ///
    /// When all of them and the listeners' places are at work, further ones wait in the backlog.
    public var maximumConnections: Int
    /// How long a client may take from its first byte (or from connecting) to the end of the header.
    public var headTimeout: Duration
    /// How long a client may take to send a body.
    public var bodyTimeout: Duration
    /// How long a connection may stay open without a request.
    public var idleTimeout: Duration
    /// How long a client may take nothing of an answer that is larger than what the system keeps for it.
    public var writeTimeout: Duration
    /// How long an answer waits for the client to stop sending before the connection is cut.
    public var lingerTimeout: Duration
    /// How long readiness waits for the database.
    public var readinessTimeout: Duration

    /// Limits; each has a default that suits a public server.
    public init(
        maximumBodyBytes: Int = 65_536,
        maximumHeaderBytes: Int = 16_384,
        maximumHeaderFields: Int = 100,
        maximumConnections: Int = 8_192,
        headTimeout: Duration = .seconds(10),
        bodyTimeout: Duration = .seconds(30),
        idleTimeout: Duration = .seconds(60),
        writeTimeout: Duration = .seconds(30),
        lingerTimeout: Duration = .seconds(1),
        readinessTimeout: Duration = .seconds(2)
    ) {
        self.maximumBodyBytes = maximumBodyBytes
        self.maximumHeaderBytes = maximumHeaderBytes
        self.maximumHeaderFields = maximumHeaderFields
        self.maximumConnections = maximumConnections
        self.headTimeout = headTimeout
        self.bodyTimeout = bodyTimeout
        self.idleTimeout = idleTimeout
        self.writeTimeout = writeTimeout
        self.lingerTimeout = lingerTimeout
        self.readinessTimeout = readinessTimeout
    }

    /// The defaults.
    public static let standard = ServerLimits()
}
