import NIOCore
import NIOPosix
import Synchronization

/// A middleman before a real server that stops in the middle of whatever it hands on, as a process that gets SIGSTOP does: the
/// connections stay open, nothing is lost, and everything arrives when it goes on.
final class StoppableRelay: Sendable {
    private struct State {
        /// How many bytes may still pass; nil for any number.
        var allowance: Int?
        /// Also those of connections that have ended, whose end may not have been handed on.
        var forwarders: [Forwarder.Handle] = []
    }

    private let state = Mutex(State())
    private let target: SocketAddress
    private let listener = Mutex<(any Channel)?>(nil)

    var port: Int { listener.withLock { $0?.localAddress?.port } ?? 0 }

    static func to(_ target: SocketAddress) async throws -> StoppableRelay {
        let relay = StoppableRelay(target)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { channel in relay.connect(channel) }
            .bind(host: "127.0.0.1", port: 0).get()
        relay.listener.withLock { $0 = channel }
        return relay
    }

    private init(_ target: SocketAddress) {
        self.target = target
    }

    /// Stops after so many bytes more, in either direction.
    func stop(after bytes: Int) {
        state.withLock { $0.allowance = bytes }
    }

    /// Hands on what was held up, and everything that comes.
    func goOn() {
        let forwarders = state.withLock { state in
            state.allowance = nil
            return state.forwarders
        }
        for forwarder in forwarders { forwarder.channel.eventLoop.execute { forwarder.bound.value.forward() } }
    }

    func close() async throws {
        goOn()
        try await listener.withLock { $0 }?.close()
    }

    /// How many of so many bytes may pass now.
    fileprivate func pass(_ count: Int) -> Int {
        state.withLock { state in
            guard let allowance = state.allowance else { return count }
            let passed = min(count, allowance)
            state.allowance = allowance - passed
            return passed
        }
    }

    fileprivate var isStopped: Bool { state.withLock { $0.allowance == 0 } }

    private func connect(_ inbound: any Channel) -> EventLoopFuture<Void> {
        ClientBootstrap(group: inbound.eventLoop)
            .channelOption(.autoRead, value: false)
            .connect(to: target)
            .flatMapThrowing { [self] outbound in
                for (one, other) in [(inbound, outbound), (outbound, inbound)] {
                    let forwarder = Forwarder(from: one, to: other, relay: self)
                    try one.pipeline.syncOperations.addHandler(forwarder)
                    let bound = NIOLoopBound(forwarder, eventLoop: one.eventLoop)
                    state.withLock { $0.forwarders.append(Forwarder.Handle(channel: one, bound: bound)) }
                }
                // The other one is not active yet, and begins to read when it is.
                outbound.read()
            }
    }
}

/// Hands on what arrives, as far as it may.
private final class Forwarder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    struct Handle: Sendable {
        let channel: any Channel
        let bound: NIOLoopBound<Forwarder>
    }

    private let channel: any Channel
    private let other: any Channel
    private let relay: StoppableRelay
    private var held = ByteBuffer()
    private var hasEnded = false

    init(from channel: any Channel, to other: any Channel, relay: StoppableRelay) {
        self.channel = channel
        self.other = other
        self.relay = relay
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

    func forward() {
        let passed = held.readSlice(length: relay.pass(held.readableBytes)) ?? ByteBuffer()
        if passed.readableBytes > 0 { other.writeAndFlush(passed, promise: nil) }
        guard held.readableBytes == 0, !relay.isStopped else { return }
        // The news of the end comes behind what came before it.
        if hasEnded { other.close(promise: nil) } else { channel.read() }
    }
}
