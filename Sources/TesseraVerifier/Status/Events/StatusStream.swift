/// One issuer's stream of events as its verifier sees it, over all its connections: pure rules over a value, no I/O, no
/// clock of its own.
struct StatusStream: Sendable {
    /// What an arrived event asks for.
    enum Effect: Sendable, Hashable {
        /// The stream is live. When it isn't resumed, anything may have been missed.
        case began(isResumed: Bool, StatusConfirmation)
        /// Entries of a list are invalid from now on.
        case invalidate(uri: String, indices: [Int])
        /// A key must not be trusted any more.
        case revokeKey(keyID: String, StatusConfirmation)
    }

    /// Why a connection is of no use.
    enum Fault: String, Error {
        /// An event is longer than allowed.
        case frameTooLarge = "frame_too_large"
        /// An event isn't what its name promises, or came before `hello`, or without a name.
        case malformed = "malformed_event"
    }

    /// How long a silent connection is trusted before the issuer has said how often it sends a sign of life.
    private static let standardHeartbeat = Duration.seconds(15)
    private static let longestPause = Duration.seconds(30)

    private let maximumFrameBytes: Int
    private var parser: ServerSentEventParser
    private var streamID: String?
    private var heartbeat = Self.standardHeartbeat
    private var attempts = 0
    private var retry = Duration.seconds(1)
    private var isResuming = false
    /// The last event that has been applied, for `Last-Event-ID`.
    private(set) var lastEventID: String?
    /// When the last byte arrived.
    private(set) var lastActivity: Duration = .zero

    init(maximumFrameBytes: Int) {
        self.maximumFrameBytes = maximumFrameBytes
        parser = ServerSentEventParser(maximumBytes: maximumFrameBytes)
    }

    /// Whether events arrive.
    var isLive: Bool { streamID != nil }

    /// When a connection that stays silent counts as dead.
    var deadline: Duration { lastActivity + heartbeat * 2 + .seconds(5) }

    /// A connection is being made.
    mutating func connect(at now: Duration) {
        parser = ServerSentEventParser(maximumBytes: maximumFrameBytes, lastID: lastEventID)
        streamID = nil
        heartbeat = Self.standardHeartbeat
        isResuming = lastEventID != nil
        lastActivity = now
    }

    /// Bytes have arrived.
    /// - Returns: What the events in them ask for, in their order.
    /// - Throws: `Fault`; the connection must be given up then. Nothing of the bytes has been applied, and the next
    ///   connection doesn't resume.
    mutating func receive(_ bytes: some Sequence<UInt8>, at now: Duration) throws(Fault) -> [Effect] {
        lastActivity = now
        do {
            var effects: [Effect] = []
            for event in try parser.read(bytes) {
                if let effect = try effect(of: event) { effects.append(effect) }
            }
            if let milliseconds = parser.retry { retry = .milliseconds(min(max(milliseconds, 100), 30_000)) }
            return effects
        } catch {
            lastEventID = nil
            throw error is ServerSentEventParser.FrameTooLarge ? .frameTooLarge : .malformed
        }
    }

    /// The connection has ended, or could not be made.
    /// - Parameters:
    ///   - isRefused: Whether the issuer refused it, and so may not like what it was asked to resume.
    ///   - jitter: From 0 to 1, so that not all verifiers of an issuer come back at the same moment.
    /// - Returns: How long to wait before the next one.
    mutating func end(isRefused: Bool, jitter: Double) -> Duration {
        streamID = nil
        if isRefused { lastEventID = nil }
        let pause = min(retry * (1 << min(attempts, 10)), Self.longestPause)
        attempts += 1
        return pause * (0.5 + min(max(jitter, 0), 1))
    }

    /// An event's name is the issuer's own affair, but it has to stand in a header.
    private static func isName(_ id: String) -> Bool {
        (1...128).contains(id.utf8.count) && id.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private mutating func effect(of event: ServerSentEvent) throws(StatusEvent.Malformed) -> Effect? {
        let read = try StatusEvent.read(event)
        guard let read else {
            if let id = event.id, Self.isName(id) { lastEventID = id }
            return nil
        }
        guard let id = event.id, Self.isName(id) else { throw StatusEvent.Malformed() }
        lastEventID = id
        switch read {
        case .hello(let stream, let isResumed, let heartbeat):
            streamID = stream
            self.heartbeat = heartbeat
            attempts = 0
            return .began(isResumed: isResumed && isResuming, StatusConfirmation(stream: stream, id: id))
        case .invalidated(let uri, let indices):
            guard streamID != nil else { throw StatusEvent.Malformed() }
            return .invalidate(uri: uri, indices: indices)
        case .keyRevoked(let keyID):
            guard let streamID else { throw StatusEvent.Malformed() }
            return .revokeKey(keyID: keyID, StatusConfirmation(stream: streamID, id: id))
        }
    }
}

/// Tells the issuer that everything up to an event has been applied.
struct StatusConfirmation: Sendable, Hashable {
    let stream: String
    let id: String
}
