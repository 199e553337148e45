import NIOCore
import NIOEmbedded
import NIOTLS
import TestSupport
import Testing

@testable import IdentityServer

/// The time limits of one HTTP/2 connection, on a clock that the test moves.
@Suite struct MultiplexedConnectionTests {
    private static let limits = ServerLimits(
        maximumConnections: 4,
        maximumControlFrames: 50,
        headTimeout: .seconds(10),
        idleTimeout: .seconds(60),
        writeTimeout: .seconds(30),
        lingerTimeout: .seconds(1)
    )

    private let places = ConnectionPlaces(maximum: 4)

    /// A connection that has just agreed on HTTP/2.
    private func connection() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handlers: [
            HeadDeadlineHandler(limits: Self.limits, places: places), GoAwayHandler(),
        ])
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        channel.pipeline.fireUserInboundEventTriggered(TLSUserEvent.handshakeCompleted(negotiatedProtocol: "h2"))
        return channel
    }

    private func send(_ bytes: [UInt8], to channel: EmbeddedChannel) throws {
        try channel.writeInbound(ByteBuffer(bytes: bytes))
    }

    /// - Returns: whether the stream got its place.
    private func tell(_ phases: RequestPhase..., to channel: EmbeddedChannel) -> Bool {
        var isTaken = true
        for phase in phases {
            let promise = channel.eventLoop.makePromise(of: Void.self)
            promise.futureResult.assumeIsolated().whenFailure { _ in isTaken = false }
            channel.pipeline.triggerUserOutboundEvent(phase, promise: promise)
        }
        return isTaken
    }

    /// Moves the clock and checks that the connection ends in that second, and not in the one before.
    private func expectEnd(
        of channel: EmbeddedChannel,
        after seconds: Int64,
        _ where_: SourceLocation = #_sourceLocation
    ) {
        channel.embeddedEventLoop.advanceTime(by: .seconds(seconds) - .milliseconds(500))
        #expect(channel.isActive, sourceLocation: where_)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(500))
        #expect(!channel.isActive, sourceLocation: where_)
        #expect(places.count == 0, sourceLocation: where_)
    }

    @Test func `a client that agrees on HTTP/2 and sends nothing is cut off as one without a header`() throws {
        expectEnd(of: try connection(), after: 10)
    }

    @Test func `a client that is silent after preface and SETTINGS is cut off as one without a header`() throws {
        let channel = try connection()
        try send(HandmadeFrames.preface + HandmadeFrames.settings(), to: channel)
        expectEnd(of: channel, after: 10)
    }

    @Test func `PING does not lengthen the life of a connection without a request`() throws {
        let channel = try connection()
        try send(HandmadeFrames.preface + HandmadeFrames.settings(), to: channel)
        for _ in 0..<9 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            try send(HandmadeFrames.ping, to: channel)
        }
        expectEnd(of: channel, after: 1)
    }

    @Test(arguments: [
        // HEADERS without END_HEADERS, HEADERS cut in its payload, the head of a frame, PING cut.
        HandmadeFrames.frame(.headers, flags: 1, stream: 3, HandmadeFrames.block(method: 0x82, "/")),
        Array(HandmadeFrames.get("/health/live", stream: 3).dropLast(4)), [0, 0, 1],
        Array(HandmadeFrames.ping.dropLast(2)),
    ])
    func `what begins and does not end is cut off in the time of a header`(_ unfinished: [UInt8]) throws {
        let channel = try connection()
        try send(HandmadeFrames.preface + HandmadeFrames.settings() + HandmadeFrames.get("/", stream: 1), to: channel)
        #expect(tell(.headReceived, to: channel))
        channel.embeddedEventLoop.advanceTime(by: .seconds(20))
        try send(unfinished, to: channel)
        expectEnd(of: channel, after: 10)
    }

    @Test func `a header that comes byte by byte has the time of one header`() throws {
        let channel = try connection()
        try send(HandmadeFrames.preface + HandmadeFrames.settings() + HandmadeFrames.get("/", stream: 1), to: channel)
        #expect(tell(.headReceived, to: channel))
        for byte in HandmadeFrames.get("/health/live", stream: 3).prefix(9) {
            try send([byte], to: channel)
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        }
        expectEnd(of: channel, after: 1)
    }

    @Test func `frames that are cut anywhere and go on cut nobody off`() throws {
        let channel = try connection()
        try send(HandmadeFrames.preface + HandmadeFrames.settings() + HandmadeFrames.get("/", stream: 1), to: channel)
        #expect(tell(.headReceived, to: channel))
        for _ in 0..<10 {
            let (first, second) = (HandmadeFrames.ping.prefix(11), HandmadeFrames.ping.dropFirst(11))
            try send(Array(first), to: channel)
            channel.embeddedEventLoop.advanceTime(by: .seconds(9))
            try send(Array(second) + Array(first), to: channel)
            channel.embeddedEventLoop.advanceTime(by: .seconds(9))
            try send(Array(second), to: channel)
        }
        #expect(channel.isActive)
        _ = try channel.finish()
    }

    @Test func `a connection without a further request is told so, and ends without an answer from its client`() throws
    {
        let channel = try connection()
        #expect(tell(.headReceived, .answered, .streamEnded, to: channel))
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(channel.isActive)
        expectEnd(of: channel, after: 1)
    }

    @Test
    func `an announced end takes requests that were on their way, refuses later ones, and waits for the last stream`()
        throws
    {
        let channel = try connection()
        #expect(tell(.headReceived, to: channel))
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(tell(.headReceived, .answered, .streamEnded, to: channel))
        channel.embeddedEventLoop.advanceTime(by: .seconds(5))
        #expect(!tell(.headReceived, to: channel))
        #expect(channel.isActive)
        #expect(tell(.answered, .streamEnded, to: channel))
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(!channel.isActive)
    }

    @Test(arguments: [
        HandmadeFrames.ping, HandmadeFrames.settings([4: 1]), HandmadeFrames.windowUpdate(stream: 0, by: 1),
    ])
    func `a flood of frames that ask for nothing is cut off`(_ frame: [UInt8]) throws {
        let channel = try connection()
        try send(HandmadeFrames.preface, to: channel)
        for _ in 0..<50 { try send(frame, to: channel) }
        #expect(channel.isActive)
        try send(frame, to: channel)
        #expect(!channel.isActive)
    }

    @Test func `who sends such frames with requests, or now and then, goes on`() throws {
        let channel = try connection()
        try send(HandmadeFrames.preface, to: channel)
        for number in 0..<20 {
            try send(HandmadeFrames.get("/", stream: UInt32(2 * number + 1)), to: channel)
            #expect(tell(.headReceived, .answered, .streamEnded, to: channel))
            for _ in 0..<30 { try send(HandmadeFrames.windowUpdate(stream: 0, by: 1), to: channel) }
        }
        for _ in 0..<20 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(2))
            for _ in 0..<10 { try send(HandmadeFrames.ping, to: channel) }
        }
        #expect(channel.isActive)
        _ = try channel.finish()
    }

    @Test func `streams have places like connections, and one that finds none is refused`() throws {
        let channel = try connection()
        #expect(tell(.headReceived, .headReceived, .headReceived, to: channel))
        #expect(places.count == 4)
        #expect(!tell(.headReceived, to: channel))
        #expect(tell(.answered, .streamEnded, .headReceived, to: channel))
        _ = try channel.finish()
        #expect(places.count == 0)
    }

    @Test func `a connection that waits for its client gives its streams' places up for others`() throws {
        let greedy = try connection()
        #expect(tell(.headReceived, .headReceived, .headReceived, to: greedy))
        #expect(tell(.bodyAwaited, .answered, .answered, to: greedy))
        let other = try connection()
        greedy.embeddedEventLoop.run()
        #expect(!greedy.isActive && other.isActive)
        #expect(tell(.headReceived, to: other))
        #expect(places.count == 2)
    }

    @Test func `a client that takes nothing is not read from`() throws {
        final class Reads: ChannelOutboundHandler {
            typealias OutboundIn = Never
            var count = 0
            func read(context: ChannelHandlerContext) {
                count += 1
                context.read()
            }
        }
        let channel = try connection()
        let reads = Reads()
        try channel.pipeline.syncOperations.addHandler(reads, position: .first)
        let before = reads.count
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        channel.read()
        #expect(reads.count == before)
        channel.isWritable = true
        channel.pipeline.fireChannelWritabilityChanged()
        #expect(reads.count == before + 1)
        _ = try channel.finish()
    }
}
