import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import IdentityServer

@Suite struct ConnectionPlacesTests {
    /// A clock in seconds that a test moves.
    private final class SecondClock: Sendable {
        private let seconds = Atomic<UInt64>(1)

        func advance() { seconds.wrappingAdd(1, ordering: .relaxed) }

        var now: NIODeadline { .uptimeNanoseconds(seconds.load(ordering: .relaxed) * 1_000_000_000) }
    }

    private let clock: SecondClock
    private let places: ConnectionPlaces

    init() {
        let clock = SecondClock()
        self.clock = clock
        places = ConnectionPlaces(maximum: 4) { clock.now }
    }

    /// Connections that come one second after the other.
    private func enter(_ count: Int) throws -> [(channel: EmbeddedChannel, place: ConnectionPlace)] {
        try (0..<count).map { _ in
            let channel = EmbeddedChannel()
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
            clock.advance()
            return (channel, places.enter(channel))
        }
    }

    /// Which of the connections are still open, once their event loops have run.
    private func areOpen(_ connections: [(channel: EmbeddedChannel, place: ConnectionPlace)]) -> [Bool] {
        connections.map { connection in
            connection.channel.embeddedEventLoop.run()
            return connection.channel.isActive
        }
    }

    @Test func `as many connections as allowed stay open`() throws {
        #expect(areOpen(try enter(4)) == [true, true, true, true])
        #expect(places.count == 4)
    }

    @Test func `for one more, the one is closed that has waited longest for its client`() throws {
        let connections = try enter(4)
        clock.advance()
        // It has been used meanwhile.
        connections[0].place.works()
        connections[0].place.waits()
        let last = try enter(1)
        #expect(areOpen(connections + last) == [true, false, true, true, true])
        #expect(places.count == 4)
    }

    @Test func `a connection whose request is being answered is never closed`() throws {
        let connections = try enter(4)
        for connection in connections { connection.place.works() }
        let more = try enter(2)
        // The newcomer before is the only one that waits.
        #expect(areOpen(connections + more) == [true, true, true, true, false, true])
    }

    @Test func `a request that arrives before its connection is closed is answered`() throws {
        let connections = try enter(4)
        let last = try enter(1)
        connections[0].place.works()
        #expect(areOpen(connections + last) == [true, true, true, true, true])
    }

    @Test func `who has left takes no place`() throws {
        let connections = try enter(4)
        places.leave(connections[2].place)
        let last = try enter(1)
        #expect(areOpen(connections + last) == [true, true, true, true, true])
        #expect(places.count == 4)
    }

    @Test func `with many places some are freed at once, the longest waiting ones`() throws {
        let many = ConnectionPlaces(maximum: 64) { [clock] in clock.now }
        let connections = try (0..<65).map { _ in
            let channel = EmbeddedChannel()
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
            clock.advance()
            return (channel: channel, place: many.enter(channel))
        }
        #expect(many.count == 61)
        #expect(areOpen(connections) == Array(repeating: false, count: 4) + Array(repeating: true, count: 61))
    }
}
