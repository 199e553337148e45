import NIOCore
import NIOEmbedded
import NIOTLS
import Testing

@testable import IdentityServer

/// The time limits of one connection, on a clock that the test moves.
@Suite struct HeadDeadlineTests {
    private static let limits = ServerLimits(
        headTimeout: .seconds(10),
        idleTimeout: .seconds(60),
        writeTimeout: .seconds(30)
    )

    private let places = ConnectionPlaces(maximum: 100)

    private func connection() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: HeadDeadlineHandler(limits: Self.limits, places: places))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    @Test func `a client that takes nothing of its answer is cut off`() throws {
        let channel = try connection()
        channel.pipeline.triggerUserOutboundEvent(RequestPhase.headReceived, promise: nil)
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.advanceTime(by: .seconds(29))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
        #expect(places.count == 0)
    }

    @Test func `a slow client that goes on reading gets its answer`() throws {
        let channel = try connection()
        channel.pipeline.triggerUserOutboundEvent(RequestPhase.headReceived, promise: nil)
        for _ in 0..<10 {
            channel.isWritable = false
            channel.pipeline.fireChannelWritabilityChanged()
            channel.embeddedEventLoop.advanceTime(by: .seconds(20))
            channel.isWritable = true
            channel.pipeline.fireChannelWritabilityChanged()
            channel.embeddedEventLoop.advanceTime(by: .seconds(20))
        }
        #expect(channel.isActive)
        _ = try channel.finish()
    }

    @Test func `a header that does not end, and a connection without a request, are cut off in their time`() throws {
        let slow = try connection()
        slow.embeddedEventLoop.advanceTime(by: .seconds(10))
        #expect(!slow.isActive)
        let idle = try connection()
        idle.pipeline.triggerUserOutboundEvent(RequestPhase.headReceived, promise: nil)
        idle.pipeline.triggerUserOutboundEvent(RequestPhase.answered, promise: nil)
        idle.embeddedEventLoop.advanceTime(by: .seconds(59))
        #expect(idle.isActive)
        idle.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!idle.isActive)
    }

    @Test func `an HTTP/2 connection is closed for another only while the server works for none of its requests`()
        throws
    {
        let places = ConnectionPlaces(maximum: 3)
        let busy = EmbeddedChannel(handler: HeadDeadlineHandler(limits: Self.limits, places: places))
        try busy.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        busy.pipeline.fireUserInboundEventTriggered(TLSUserEvent.handshakeCompleted(negotiatedProtocol: "h2"))
        for phase in [RequestPhase.headReceived, .headReceived, .answered] {
            busy.pipeline.triggerUserOutboundEvent(phase, promise: nil)
        }
        func another() throws {
            _ = places.enter(EmbeddedChannel())
            busy.embeddedEventLoop.run()
        }
        try another()
        #expect(busy.isActive)
        busy.pipeline.triggerUserOutboundEvent(RequestPhase.answered, promise: nil)
        try another()
        try another()
        #expect(!busy.isActive)
    }

    @Test func `who listens to a stream takes none of the places of others`() throws {
        let channel = try connection()
        #expect(places.count == 1)
        channel.pipeline.triggerUserOutboundEvent(RequestPhase.headReceived, promise: nil)
        channel.pipeline.triggerUserOutboundEvent(RequestPhase.streaming, promise: nil)
        #expect(places.count == 0 && channel.isActive)
        _ = try channel.finish()
    }
}
