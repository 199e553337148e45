/// An event of a stream of server-sent events (HTML Living Standard §9.2).
struct ServerSentEvent: Sendable, Hashable {
    /// The last `id` that the stream has named, this event's included.
    let id: String?
    /// The `event`; `message` when none was given.
    let name: String
    /// The `data`, several lines joined by line feeds.
    let data: [UInt8]
}

/// Reads server-sent events out of bytes as they arrive, cut anywhere (HTML Living Standard §9.2.6).
///
/// An unfinished event never takes more memory than its bound.
struct ServerSentEventParser: Sendable {
    /// An event or a line is longer than allowed.
    struct FrameTooLarge: Error {}

    private let maximumBytes: Int
    private var line: [UInt8] = []
    private var name: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    private var followsCarriageReturn = false
    private var isFirstLine = true
    /// The last `id` that the stream has named.
    private(set) var lastID: String?
    /// The last `retry` that the stream has named, in milliseconds.
    private(set) var retry: Int?

    /// Makes a parser for a new stream.
    /// - Parameters:
    ///   - maximumBytes: The most bytes that one event may take.
    ///   - lastID: The last `id` of the stream that this one continues.
    init(maximumBytes: Int, lastID: String? = nil) {
        self.maximumBytes = maximumBytes
        self.lastID = lastID
    }

    /// Takes the next bytes.
    /// - Parameter bytes: Any part of the stream.
    /// - Returns: The events that are complete now.
    /// - Throws: `FrameTooLarge`; the stream is of no use then.
    mutating func read(_ bytes: some Sequence<UInt8>) throws(FrameTooLarge) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            let endsPair = followsCarriageReturn && byte == UInt8(ascii: "\n")
            followsCarriageReturn = byte == UInt8(ascii: "\r")
            if endsPair { continue }
            guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else {
                guard line.count + data.count + name.count < maximumBytes else { throw FrameTooLarge() }
                line.append(byte)
                continue
            }
            if let event = endLine() { events.append(event) }
        }
        return events
    }

    private mutating func endLine() -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        }
        guard !line.isEmpty else { return dispatch() }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        var value = line[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value.removeFirst() }
        switch line[..<colon] {
        case let field where field.elementsEqual("data".utf8):
            if hasData { data.append(UInt8(ascii: "\n")) }
            data += value
            hasData = true
        case let field where field.elementsEqual("event".utf8): name = Array(value)
        case let field where field.elementsEqual("id".utf8):
            if !value.contains(0) { lastID = String(decoding: value, as: UTF8.self) }
        case let field where field.elementsEqual("retry".utf8):
            let digits = value.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            if digits, let milliseconds = Int(String(decoding: value, as: UTF8.self)) { retry = milliseconds }
        default: break
        }
        return nil
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            data.removeAll(keepingCapacity: true)
            name.removeAll(keepingCapacity: true)
            hasData = false
        }
        guard hasData else { return nil }
        let name = name.isEmpty ? "message" : String(decoding: name, as: UTF8.self)
        return ServerSentEvent(id: lastID, name: name, data: data)
    }
}
