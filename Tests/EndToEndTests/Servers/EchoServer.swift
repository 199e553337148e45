import NIOCore
import NIOHTTP1
import NIOPosix

/// An application behind a proxy: it answers with the header fields that it got, one a line, in lower case and in their order.
struct EchoServer: Sendable {
    let port: Int

    /// Starts it on a free port, lets `body` use it, and stops it in any case.
    static func with<Result>(_ body: (EchoServer) async throws -> Result) async throws -> Result {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(EchoHandler())
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        do {
            let result = try await body(EchoServer(port: channel.localAddress?.port ?? 0))
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }
}

private final class EchoHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private var lines = ""

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            lines = "\(head.method.rawValue) \(head.uri)\n"
            for (name, value) in head.headers { lines += "\(name.lowercased()): \(value)\n" }
        case .body: break
        case .end:
            let body = ByteBuffer(string: lines)
            let headers: HTTPHeaders = ["Content-Type": "text/plain", "Content-Length": "\(body.readableBytes)"]
            context.write(
                wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers))),
                promise: nil
            )
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
