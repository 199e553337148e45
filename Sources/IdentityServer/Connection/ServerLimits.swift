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
    /// The most connections and open HTTP/2 streams at once, each of which takes one place: for further ones those connections are
    /// closed that have waited longest for their clients.
    ///
    /// When all of them and the listeners' places are at work, further connections wait in the backlog, and further streams are refused
    /// (REFUSED_STREAM, RFC 9113 §8.7, after which a client may send the request again).
    public var maximumConnections: Int
    /// The most streams that are open at once on one HTTP/2 connection (SETTINGS_MAX_CONCURRENT_STREAMS, RFC 9113 §6.5.2).
    public var maximumStreams: Int
    /// How many control frames a client may send at once over HTTP/2 beside its requests; a tenth of it comes back each second.
    public var maximumControlFrames: Int
    /// How long a client may take from its first byte (or from connecting) to the end of the header.
    public var headTimeout: Duration
    /// How long a client may take to send a body.
    public var bodyTimeout: Duration
    /// How long a connection may stay open without a request.
    public var idleTimeout: Duration
    /// How long a client may take nothing of an answer that is larger than what the system keeps for it.
    ///
    /// Over HTTP/2, how long it may take to the next ``minimumTakenBytes`` of an answer, or to its end.
    public var writeTimeout: Duration
    /// How much of an answer a client must take over HTTP/2 in each ``writeTimeout``, in bytes, so that windows that are opened byte by
    /// byte do not hold an answer for hours.
    public var minimumTakenBytes: Int
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
        maximumStreams: Int = 100,
        maximumControlFrames: Int = 1_000,
        headTimeout: Duration = .seconds(10),
        bodyTimeout: Duration = .seconds(30),
        idleTimeout: Duration = .seconds(60),
        writeTimeout: Duration = .seconds(30),
        minimumTakenBytes: Int = 16_384,
        lingerTimeout: Duration = .seconds(1),
        readinessTimeout: Duration = .seconds(2)
    ) {
        self.maximumBodyBytes = maximumBodyBytes
        self.maximumHeaderBytes = maximumHeaderBytes
        self.maximumHeaderFields = maximumHeaderFields
        self.maximumConnections = maximumConnections
        self.maximumStreams = maximumStreams
        self.maximumControlFrames = maximumControlFrames
        self.headTimeout = headTimeout
        self.bodyTimeout = bodyTimeout
        self.idleTimeout = idleTimeout
        self.writeTimeout = writeTimeout
        self.minimumTakenBytes = minimumTakenBytes
        self.lingerTimeout = lingerTimeout
        self.readinessTimeout = readinessTimeout
    }

    /// The defaults.
    public static let standard = ServerLimits()
}
