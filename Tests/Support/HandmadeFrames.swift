/// Frames of HTTP/2 as a test makes them by hand (RFC 9113 §4.1, §6), well-behaved or not.
public enum HandmadeFrames {
    /// What a client sends first (RFC 9113 §3.4).
    public static let preface = [UInt8]("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    /// The types that tests look for.
    public enum Kind: UInt8, Sendable {
        case data = 0
        case headers = 1
        case priority = 2
        case reset = 3
        case settings = 4
        case ping = 6
        case goAway = 7
        case windowUpdate = 8
        case continuation = 9
    }

    /// One frame that the server has sent.
    public struct Frame: Sendable {
        public let kind: Kind?
        public let flags: UInt8
        public let stream: UInt32
        public let payload: [UInt8]

        /// Whether it is its stream's last.
        public var endsStream: Bool { flags & 1 != 0 }
    }

    /// Any frame.
    public static func frame(_ kind: Kind, flags: UInt8 = 0, stream: UInt32 = 0, _ payload: [UInt8] = []) -> [UInt8] {
        let length = UInt32(payload.count)
        return Array(big(length).dropFirst()) + [kind.rawValue, flags] + big(stream) + payload
    }

    /// SETTINGS with these values.
    public static func settings(_ values: [UInt16: UInt32] = [:]) -> [UInt8] {
        frame(.settings, values.flatMap { [UInt8($0.key >> 8), UInt8($0.key & 0xFF)] + big($0.value) })
    }

    /// PING with a payload that means nothing.
    public static var ping: [UInt8] { frame(.ping, [UInt8](repeating: 7, count: 8)) }

    /// WINDOW_UPDATE.
    public static func windowUpdate(stream: UInt32, by bytes: UInt32) -> [UInt8] {
        frame(.windowUpdate, stream: stream, big(bytes))
    }

    /// RST_STREAM with CANCEL.
    public static func reset(stream: UInt32) -> [UInt8] { frame(.reset, stream: stream, big(8)) }

    /// A whole request without a body.
    public static func get(_ path: String, stream: UInt32) -> [UInt8] {
        frame(.headers, flags: 0x5, stream: stream, block(method: 0x82, path))
    }

    /// A request whose body is to follow.
    public static func post(_ path: String, stream: UInt32) -> [UInt8] {
        let contentType = [UInt8]("application/json".utf8)
        let field = [0x0F, 0x10, UInt8(contentType.count)] + contentType
        return frame(.headers, flags: 0x4, stream: stream, block(method: 0x83, path) + field)
    }

    /// A header block without a table (RFC 7541 §6.2.2), its method by index.
    public static func block(method: UInt8, _ path: String) -> [UInt8] {
        [method, 0x87, 0x04, UInt8(path.utf8.count)] + Array(path.utf8) + [0x01, 9] + Array("localhost".utf8)
    }

    /// The whole frames at the beginning of `bytes`.
    public static func frames(in bytes: [UInt8]) -> [Frame] {
        var (rest, found) = (bytes[...], [Frame]())
        while rest.count >= 9 {
            let head = Array(rest.prefix(9))
            let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
            guard rest.count >= 9 + length else { break }
            found.append(
                Frame(
                    kind: Kind(rawValue: head[3]),
                    flags: head[4],
                    stream: UInt32(head[5] & 0x7F) << 24 | UInt32(head[6]) << 16 | UInt32(head[7]) << 8
                        | UInt32(head[8]),
                    payload: Array(rest.dropFirst(9).prefix(length))
                )
            )
            rest = rest.dropFirst(9 + length)
        }
        return found
    }

    private static func big(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(value >> $0 & 0xFF) }
    }
}
