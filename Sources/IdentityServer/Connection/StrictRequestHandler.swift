import NIOCore
import NIOHTTP1

/// Refuses requests whose header contradicts itself, on an HTTP/1.1 connection; nothing that follows one is read.
///
/// Stands between the decoder and what makes a request of its parts, since version, Host and framing are known there only.
final class StrictRequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let line: RequestLineWatch
    private var isRefused = false

    init(line: RequestLineWatch) {
        self.line = line
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        switch unwrapInboundIn(data) {
        case .head(var head):
            if let refusal = RequestRefusal.of(head) {
                isRefused = true
                context.fireErrorCaught(refusal)
                return
            }
            if head.version == .http1_0, head.headers.contains(name: "Expect") {
                // A client of HTTP/1.0 knows no answer in two parts (RFC 9110 §10.1.1).
                head.headers.remove(name: "Expect")
                context.fireChannelRead(wrapInboundOut(.head(head)))
                return
            }
        case .body: break
        case .end: line.startAgain()
        }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isRefused else { return }
        guard error as? HTTPParserError == .headerOverflow else {
            context.fireErrorCaught(error)
            return
        }
        isRefused = true
        context.fireErrorCaught(
            line.isTooLong
                ? RequestRefusal(.uriTooLong, "Send a shorter path and query.")
                : RequestRefusal(.headerTooLarge, "Send fewer and shorter header fields, cookies among them.")
        )
    }
}

/// How long the first line of a request is, to tell a URI that is too long from header fields that are.
final class RequestLineWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let maximum: Int
    private var length = 0
    private var hasEnded = false

    /// - Parameter maximum: how long it may be, in bytes.
    init(maximum: Int) {
        self.maximum = maximum
    }

    /// Whether it is longer than it may be.
    var isTooLong: Bool { length > maximum }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !hasEnded {
            let bytes = unwrapInboundIn(data).readableBytesView
            let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
            length += bytes.distance(from: bytes.startIndex, to: end ?? bytes.endIndex)
            hasEnded = end != nil
        }
        context.fireChannelRead(data)
    }

    /// The next request begins.
    func startAgain() {
        hasEnded = false
        length = 0
    }
}

@available(*, unavailable)
extension StrictRequestHandler: Sendable {}

@available(*, unavailable)
extension RequestLineWatch: Sendable {}
