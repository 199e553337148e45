public import NIOCore
import NIOPosix
import Synchronization

/// A TCP connection's middleman that a test can make slow, silent, stopped or absent: the network between a node and its database.
public final class FaultyLink: Sendable {
    /// What it does to what passes.
    public enum Weather: Sendable, Equatable {
        /// Everything passes at once.
        case fair
        /// Everything passes, later by this much.
        case slow(TimeAmount)
        /// So many bytes more pass, in either direction; what comes then is held up, as by a process that got SIGSTOP: the connections
        /// stay open, nothing is lost, and everything arrives when the weather is fair again.
        case stopping(after: Int)
        /// Nothing passes, and nobody is told: a cable that was pulled. What was under way is lost.
        case silent
        /// Connections are refused.
        case absent
        /// Everything passes but the answer of PostgreSQL to a commit: with it the connection ends, and no one learns what became of
        /// the commit.
        case loseCommits
    }

    private struct State {
        var weather = Weather.fair
        /// Of connections that are open, and of those that have ended while their end could not be handed on.
        var forwarders: [ObjectIdentifier: Forwarder.Handle] = [:]
    }

    private let state = Mutex(State())
    private let target: SocketAddress
    private let listener = Mutex<(any Channel)?>(nil)

    /// The loopback port that it listens on.
    public var port: Int { listener.withLock { $0?.localAddress?.port } ?? 0 }

    /// A link to an address.
    ///
    /// - Parameter target: Where everything goes.
    /// - Returns: The link, which listens on a free loopback port.
    /// - Throws: What the listening throws.
    public static func to(_ target: SocketAddress) async throws -> FaultyLink {
        let link = FaultyLink(target: target)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { channel in link.connect(channel) }
            .bind(host: "127.0.0.1", port: 0).get()
        link.listener.withLock { $0 = channel }
        return link
    }

    /// A link to a loopback port.
    ///
    /// - Parameter port: Where everything goes.
    /// - Returns: The link.
    /// - Throws: What the listening throws.
    public static func to(port: Int) async throws -> FaultyLink {
        try await to(SocketAddress(ipAddress: "127.0.0.1", port: port))
    }

    private init(target: SocketAddress) {
        self.target = target
    }

    /// Changes the weather for what is under way and for what comes.
    ///
    /// - Parameter weather: The new one. What was held up is handed on by it.
    public func set(_ weather: Weather) {
        let forwarders = state.withLock { state in
            state.weather = weather
            return Array(state.forwarders.values)
        }
        if weather == .absent { return cut() }
        for forwarder in forwarders { forwarder.channel.eventLoop.execute { forwarder.bound.value.goOn() } }
    }

    /// Closes every connection at once.
    public func cut() {
        let forwarders = state.withLock { state in
            defer { state.forwarders = [:] }
            return Array(state.forwarders.values)
        }
        for forwarder in forwarders { forwarder.channel.close(promise: nil) }
    }

    /// Closes every connection and listens no more.
    ///
    /// - Throws: What the closing throws.
    public func close() async throws {
        cut()
        try await listener.withLock { $0 }?.close()
    }

    fileprivate var weather: Weather { state.withLock { $0.weather } }

    /// How many of so many bytes may pass now.
    fileprivate func pass(_ count: Int) -> Int {
        state.withLock { state in
            guard case .stopping(let allowance) = state.weather else { return count }
            let passed = min(count, allowance)
            state.weather = .stopping(after: allowance - passed)
            return passed
        }
    }

    /// It has handed on the end of its connection, and is of no more use.
    fileprivate func forget(_ forwarder: Forwarder) {
        state.withLock { _ = $0.forwarders.removeValue(forKey: ObjectIdentifier(forwarder)) }
    }

    private func connect(_ inbound: any Channel) -> EventLoopFuture<Void> {
        guard weather != .absent else { return inbound.close() }
        return ClientBootstrap(group: inbound.eventLoop)
            .channelOption(.autoRead, value: false)
            .connect(to: target)
            .flatMapThrowing { [self] outbound in
                for (one, other) in [(inbound, outbound), (outbound, inbound)] {
                    let forwarder = Forwarder(from: one, to: other, answers: one === outbound, link: self)
                    try one.pipeline.syncOperations.addHandler(forwarder)
                    let bound = NIOLoopBound(forwarder, eventLoop: one.eventLoop)
                    state.withLock {
                        $0.forwarders[ObjectIdentifier(forwarder)] = Forwarder.Handle(channel: one, bound: bound)
                    }
                }
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

    struct Handle: Sendable {
        let channel: any Channel
        let bound: NIOLoopBound<Forwarder>
    }

    private let channel: any Channel
    private let other: any Channel
    /// Whether what arrives comes from the target.
    private let answers: Bool
    private let link: FaultyLink
    private var held = ByteBuffer()
    private var hasEnded = false
    private var isHeldUp = false
    private var hasLost = false

    init(from channel: any Channel, to other: any Channel, answers: Bool, link: FaultyLink) {
        self.channel = channel
        self.other = other
        self.answers = answers
        self.link = link
    }

    func channelActive(context: ChannelHandlerContext) {
        context.read()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        held.writeBuffer(&buffer)
        forward()
    }

    func channelInactive(context: ChannelHandlerContext) {
        hasEnded = true
        forward()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// Hands on what was held up, if anything was.
    func goOn() {
        guard isHeldUp else { return }
        isHeldUp = false
        forward()
    }

    private func forward() {
        guard !hasLost else { return finish() }
        switch link.weather {
        case .loseCommits where answers && held.tellsOfCommit:
            hasLost = true
            held.clear()
            other.close(promise: nil)
            channel.close(promise: nil)
        case .fair, .stopping, .loseCommits: handOn()
        case .slow(let delay):
            let (bytes, hasEnded, channel, other) = (held, hasEnded, channel, other)
            held.clear()
            channel.eventLoop.scheduleTask(in: delay) {
                other.writeAndFlush(bytes, promise: nil)
                if hasEnded { other.close(promise: nil) } else { channel.read() }
            }
            finish()
        case .silent:
            // The bytes are lost, and with them the connection is of no more use: it hangs until somebody gives up. Who pulled the
            // cable also keeps the news of its end.
            hasLost = true
            held.clear()
            finish()
        case .absent: channel.close(promise: nil)
        }
    }

    private func handOn() {
        let passed = held.readSlice(length: link.pass(held.readableBytes)) ?? ByteBuffer()
        if passed.readableBytes > 0 { other.writeAndFlush(passed, promise: nil) }
        guard held.readableBytes == 0, link.weather != .stopping(after: 0) else {
            isHeldUp = true
            return
        }
        // The news of the end comes behind what came before it.
        if hasEnded { other.close(promise: nil) } else { channel.read() }
        finish()
    }

    private func finish() {
        if hasEnded { link.forget(self) }
    }
}

extension ByteBuffer {
    /// Whether a part of it is the end of PostgreSQL's `CommandComplete` of a `COMMIT`.
    fileprivate var tellsOfCommit: Bool { readableBytesView.firstRange(of: Array("COMMIT\0".utf8)) != nil }
}
