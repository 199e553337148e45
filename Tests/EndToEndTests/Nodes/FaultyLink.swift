import NIOCore
import NIOPosix
import Synchronization

/// A TCP connection's middleman that a test can make slow, silent or absent: the network between a node and its database.
final class FaultyLink: Sendable {
    /// What it does to what passes.
    enum Weather: Sendable, Equatable {
        /// Everything passes at once.
        case fair
        /// Everything passes, later by this much.
        case slow(TimeAmount)
        /// Nothing passes, and nobody is told: a cable that was pulled.
        case silent
        /// Connections are refused.
        case absent
        /// Everything passes but the answer to a commit: with it the connection ends, and nobody learns what became of the commit.
        case loseCommits
    }

    private struct State {
        var weather = Weather.fair
        var channels: [ObjectIdentifier: any Channel] = [:]
    }

    private let state = Mutex(State())
    private let target: Int
    private let group = MultiThreadedEventLoopGroup.singleton
    private let listener = Mutex<(any Channel)?>(nil)

    /// The port that it listens on.
    var port: Int { listener.withLock { $0?.localAddress?.port } ?? 0 }

    /// A link to a loopback port.
    static func to(port target: Int) async throws -> FaultyLink {
        let link = FaultyLink(target: target)
        let channel = try await ServerBootstrap(group: link.group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in link.connect(channel) }
            .bind(host: "127.0.0.1", port: 0).get()
        link.listener.withLock { $0 = channel }
        return link
    }

    private init(target: Int) {
        self.target = target
    }

    /// Changes the weather for what is under way and for what comes.
    func set(_ weather: Weather) {
        state.withLock { $0.weather = weather }
        if weather == .absent { cut() }
    }

    /// Closes every connection at once.
    func cut() {
        let channels = state.withLock { state in
            defer { state.channels = [:] }
            return Array(state.channels.values)
        }
        for channel in channels { channel.close(promise: nil) }
    }

    func close() async throws {
        cut()
        try await listener.withLock { $0 }?.close()
    }

    fileprivate var weather: Weather { state.withLock { $0.weather } }

    private func note(_ channel: any Channel) {
        let key = ObjectIdentifier(channel)
        state.withLock { $0.channels[key] = channel }
        channel.closeFuture.whenComplete { [weak self] _ in
            self?.state.withLock { _ = $0.channels.removeValue(forKey: key) }
        }
    }

    private func connect(_ inbound: any Channel) -> EventLoopFuture<Void> {
        guard weather != .absent else { return inbound.close() }
        note(inbound)
        return ClientBootstrap(group: inbound.eventLoop)
            .channelOption(.autoRead, value: false)
            .connect(host: "127.0.0.1", port: target)
            .flatMapThrowing { [self] outbound in
                note(outbound)
                try inbound.pipeline.syncOperations.addHandler(Forwarder(to: outbound, .toDatabase, link: self))
                try outbound.pipeline.syncOperations.addHandler(Forwarder(to: inbound, .fromDatabase, link: self))
                // The other one is not active yet, and begins to read when it is.
                outbound.read()
            }
            .flatMapErrorThrowing { error in
                inbound.close(promise: nil)
                throw error
            }
    }
}

/// Hands on what arrives, as the weather has it.
private final class Forwarder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    enum Direction { case toDatabase, fromDatabase }

    private let other: any Channel
    private let direction: Direction
    private let link: FaultyLink

    init(to other: any Channel, _ direction: Direction, link: FaultyLink) {
        self.other = other
        self.direction = direction
        self.link = link
    }

    func channelActive(context: ChannelHandlerContext) {
        context.read()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        let (channel, other) = (context.channel, other)
        switch link.weather {
        case .fair: forward(buffer, from: channel)
        case .slow(let delay):
            context.eventLoop.scheduleTask(in: delay) {
                other.writeAndFlush(buffer, promise: nil)
                channel.read()
            }
        // The bytes are lost, and with them the connection is of no more use: it hangs until somebody gives up.
        case .silent: break
        case .absent: channel.close(promise: nil)
        case .loseCommits where direction == .fromDatabase && buffer.tellsOfCommit:
            other.close(promise: nil)
            channel.close(promise: nil)
        case .loseCommits: forward(buffer, from: channel)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        // Whoever pulled the cable also keeps the news of its end.
        if link.weather != .silent { other.close(promise: nil) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func forward(_ buffer: ByteBuffer, from channel: any Channel) {
        other.writeAndFlush(buffer, promise: nil)
        channel.read()
    }
}

extension ByteBuffer {
    /// Whether a part of it is the end of PostgreSQL's `CommandComplete` of a `COMMIT`.
    fileprivate var tellsOfCommit: Bool { readableBytesView.firstRange(of: Array("COMMIT\0".utf8)) != nil }
}
