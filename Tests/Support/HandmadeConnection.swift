import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A connection under TLS over which a test sends what it likes, and sees what comes and when the server ends it.
public final class HandmadeConnection: Sendable {
    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        let take: @Sendable ([UInt8]) -> Void

        init(take: @escaping @Sendable ([UInt8]) -> Void) { self.take = take }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            take(Array(unwrapInboundIn(data).readableBytesView))
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            // Cut off, which tests see by the connection's end.
            context.close(promise: nil)
        }
    }

    private struct State {
        var received: [UInt8] = []
        var ended: ContinuousClock.Instant?
    }

    private let channel: any Channel
    private let state = Mutex(State())
    private let opened = ContinuousClock.now

    private init(channel: any Channel) {
        self.channel = channel
    }

    /// Connects to a port of this machine and, under TLS, agrees on HTTP/2.
    ///
    /// - Parameters:
    ///   - port: where the server listens.
    ///   - protocols: what to offer by ALPN; nil for a connection without a handshake.
    public static func open(port: Int, protocols: [String]? = ["h2"]) async throws -> HandmadeConnection {
        var tls = TLSConfiguration.makeClientConfiguration()
        // Tests make certificates of their own.
        tls.certificateVerification = .none
        tls.applicationProtocols = protocols ?? []
        let context = try NIOSSLContext(configuration: tls)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard protocols != nil else { return }
                    let handler = try NIOSSLClientHandler(context: context, serverHostname: nil)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        let connection = HandmadeConnection(channel: channel)
        try await channel.eventLoop.submit {
            let collector = Collector { bytes in connection.state.withLock { $0.received += bytes } }
            try channel.pipeline.syncOperations.addHandler(collector)
        }
        .get()
        channel.closeFuture.whenComplete { _ in connection.state.withLock { $0.ended = .now } }
        return connection
    }

    /// Sends bytes; a connection that has ended takes them silently.
    public func send(_ bytes: [UInt8]...) {
        channel.writeAndFlush(ByteBuffer(bytes: bytes.flatMap(\.self)), promise: nil)
    }

    /// Stops or goes on taking what the server sends.
    public func reads(_ isReading: Bool) async throws {
        try await channel.setOption(.autoRead, value: isReading).get()
    }

    /// What has come so far.
    public var received: [UInt8] { state.withLock { $0.received } }

    /// The whole frames that have come so far.
    public var frames: [HandmadeFrames.Frame] { HandmadeFrames.frames(in: received) }

    /// How long the connection lasted; nil while it does.
    public var lifetime: Duration? { state.withLock { $0.ended }.map { $0 - opened } }

    /// Waits until the server has ended it, but not for longer than `limit`.
    ///
    /// - Returns: how long it lasted; nil when it lasts.
    public func end(within limit: Duration) async -> Duration? {
        let channel = channel
        await withTaskGroup { group in
            group.addTask { try? await channel.closeFuture.get() }
            group.addTask {
                try? await Task.sleep(for: limit)
                // Else the other task would wait for good.
                try? await channel.close()
            }
            await group.next()
            group.cancelAll()
        }
        guard let lifetime, lifetime < limit else { return nil }
        return lifetime
    }

    /// Closes it from this side.
    public func close() async {
        try? await channel.close()
    }
}
