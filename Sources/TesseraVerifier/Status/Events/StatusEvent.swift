import TesseraJOSE

/// What an issuer tells its verifiers by push.
enum StatusEvent: Sendable, Hashable {
    /// The stream begins; when it isn't resumed, it isn't known what was missed.
    case hello(stream: String, isResumed: Bool, heartbeat: Duration)
    /// Entries of a list are invalid from now on.
    case invalidated(uri: String, indices: [Int])
    /// A signing key must not be trusted any more.
    case keyRevoked(keyID: String)

    /// An event that this side knows by name but can't read.
    struct Malformed: Error {}

    /// Reads an event.
    /// - Parameter event: The event as it came.
    /// - Returns: `nil` for an event of an unknown name.
    /// - Throws: `Malformed` for anything else than what its name promises.
    static func read(_ event: ServerSentEvent) throws(Malformed) -> StatusEvent? {
        guard ["hello", "status", "key_revoked"].contains(event.name) else { return nil }
        let limits = JSONLimits(maximumBytes: 65_536, maximumDepth: 4, maximumMembers: 32_768)
        guard let data = try? JSONValue(parsing: event.data, limits: limits) else { throw Malformed() }
        let read =
            switch event.name {
            case "hello": hello(data)
            case "status": invalidated(data)
            default: keyRevoked(data)
            }
        guard let read else { throw Malformed() }
        return read
    }

    private static func hello(_ data: JSONValue) -> StatusEvent? {
        guard let stream = data["stream"]?.string, (1...256).contains(stream.utf8.count),
            let isResumed = data["resumed"]?.bool, let heartbeat = data["heartbeat"]?.integer, heartbeat > 0
        else { return nil }
        return .hello(stream: stream, isResumed: isResumed, heartbeat: .seconds(min(heartbeat, 300)))
    }

    private static func invalidated(_ data: JSONValue) -> StatusEvent? {
        guard let uri = data["uri"]?.string, let elements = data["idx"]?.array else { return nil }
        let indices = elements.compactMap { $0.integer.flatMap(Int.init(exactly:)) }
        guard indices.count == elements.count, indices.allSatisfy({ $0 >= 0 }) else { return nil }
        return .invalidated(uri: uri, indices: indices)
    }

    private static func keyRevoked(_ data: JSONValue) -> StatusEvent? {
        guard let keyID = data["kid"]?.string, (1...256).contains(keyID.utf8.count) else { return nil }
        return .keyRevoked(keyID: keyID)
    }
}
