import NIOCore
import NIOHTTP1
import NIOPosix

/// An answer, as far as it is looked at.
struct Answer {
    let status: Int
    let hasRetryAfter: Bool
    let body: ByteBuffer
}

/// Connections of one source address after another: an idle one is used again, else one more is made.
///
/// Everything happens on one event
/// loop; so it is not a matter of locks that it is shared.
final class Connections: @unchecked Sendable {
    private let port: UInt16
    private let eventLoop: any EventLoop
    private var idle: [Int: [Exchange]] = [:]
    /// How many have been made.
    private(set) var made = 0

    init(port: UInt16, on eventLoop: any EventLoop) {
        self.port = port
        self.eventLoop = eventLoop
    }

    /// Sends a request from a source; `done` gets the answer, or nil when there is none.
    func send(
        _ request: HTTPRequestHead,
        body: ByteBuffer?,
        from source: Int,
        _ done: @escaping @Sendable (Answer?) -> Void
    ) {
        while let exchange = idle[source]?.popLast() {
            guard exchange.isOpen else { continue }
            exchange.send(request, body, whenDone(exchange, source, done))
            return
        }
        made += 1
        let exchange = Exchange()
        connect(exchange, from: source).whenComplete { result in
            switch result {
            case .success: exchange.send(request, body, self.whenDone(exchange, source, done))
            case .failure: done(nil)
            }
        }
    }

    private func whenDone(
        _ exchange: Exchange,
        _ source: Int,
        _ done: @escaping @Sendable (Answer?) -> Void
    ) -> @Sendable (Answer?) -> Void {
        { answer in
            if exchange.isOpen { self.idle[source, default: []].append(exchange) }
            done(answer)
        }
    }

    private func connect(_ exchange: Exchange, from source: Int) -> EventLoopFuture<Void> {
        do {
            let local = try SocketAddress(ipAddress: Self.address(source), port: 0)
            return ClientBootstrap(group: eventLoop)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .bind(to: local)
                .connectTimeout(.seconds(10))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(exchange)
                    }
                }
                .connect(host: "127.0.0.1", port: Int(port))
                .map { _ in }
        } catch {
            return eventLoop.makeFailedFuture(error)
        }
    }

    /// 127.1.0.1 and what follows: all of 127.0.0.0/8 is this machine.
    static func address(_ source: Int) -> String {
        "127.1.\(source / 250).\(source % 250 + 1)"
    }
}

/// One connection, with at most one request under way; used on its event loop only.
final class Exchange: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private var context: ChannelHandlerContext?
    private var done: (@Sendable (Answer?) -> Void)?
    private var head: HTTPResponseHead?
    private var body = ByteBuffer()
    private var timeout: Scheduled<Void>?
    private var endsAfterAnswer = false

    var isOpen: Bool { context != nil && !endsAfterAnswer }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        finish(nil)
    }

    func send(_ request: HTTPRequestHead, _ content: ByteBuffer?, _ done: @escaping @Sendable (Answer?) -> Void) {
        guard let context else { return done(nil) }
        self.done = done
        body.clear()
        timeout = context.eventLoop.scheduleTask(in: .seconds(10)) { self.context?.close(promise: nil) }
        context.write(wrapOutboundOut(.head(request)), promise: nil)
        if let content { context.write(wrapOutboundOut(.body(.byteBuffer(content))), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            endsAfterAnswer = !head.isKeepAlive
        case .body(var bytes):
            body.writeBuffer(&bytes)
        case .end:
            guard let head else { return }
            let hasRetryAfter = head.headers.contains(name: "retry-after")
            finish(Answer(status: Int(head.status.code), hasRetryAfter: hasRetryAfter, body: body))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        finish(nil)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func finish(_ answer: Answer?) {
        timeout?.cancel()
        timeout = nil
        guard let done else { return }
        self.done = nil
        done(answer)
    }
}
