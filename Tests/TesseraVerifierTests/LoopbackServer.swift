import NIOCore
import NIOPosix
import Synchronization

/// A server on a free loopback port that answers every connection's first bytes with the same bytes.
struct LoopbackServer {
    let address: String
    private let channel: any Channel
    private let received = Received()

    /// Starts it.
    /// - Parameters:
    ///   - answer: The bytes of the whole answer, head and body.
    ///   - closes: Whether the connection is closed after that, or left waiting for more.
    /// - Throws: When no port can be had.
    init(answering answer: String, closes: Bool = true) async throws {
        let received = received
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        CannedAnswer(answer: answer, closes: closes, received: received)
                    )
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        address = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/keys"
    }

    /// The first bytes of every connection.
    var requests: [String] { received.texts.withLock { $0 } }

    func stop() async throws { try await channel.close() }
}

private final class Received: Sendable {
    let texts = Mutex<[String]>([])
}

private final class CannedAnswer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: String
    private let closes: Bool
    private let received: Received
    private var hasAnswered = false

    init(answer: String, closes: Bool, received: Received) {
        self.answer = answer
        self.closes = closes
        self.received = received
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasAnswered else { return }
        hasAnswered = true
        let text = String(buffer: unwrapInboundIn(data))
        received.texts.withLock { $0.append(text) }
        let written = context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)))
        if closes {
            let channel = context.channel
            written.whenComplete { _ in channel.close(promise: nil) }
        }
    }
}
