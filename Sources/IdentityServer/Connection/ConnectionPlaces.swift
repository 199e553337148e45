import NIOCore
import Synchronization

/// The open connections, of which those that have waited longest for their clients make room for new ones.
///
/// Without it, whoever opens connections and sends nothing could keep all others out until a time limit passes. A server may close
/// a connection between two requests at any time, and clients open another (RFC 9112 §9.5); one whose request is being answered is
/// never closed here.
final class ConnectionPlaces: Sendable {
    /// How many connections there may be before some are closed.
    let maximum: Int
    /// How many are closed at once, so that looking for them costs little for each newcomer.
    private let share: Int
    private let now: @Sendable () -> NIODeadline
    private let places = Mutex<[ObjectIdentifier: ConnectionPlace]>([:])

    /// No connections yet.
    ///
    /// - Parameters:
    ///   - maximum: How many there may be before some are closed.
    ///   - now: Where the present moment comes from.
    init(maximum: Int, now: @escaping @Sendable () -> NIODeadline = { .now() }) {
        self.maximum = maximum
        self.share = max(1, maximum / 16)
        self.now = now
    }

    /// How many connections there are.
    var count: Int { places.withLock { $0.count } }

    /// A new connection, which waits for its client; others are closed for it when there are too many.
    func enter(_ channel: any Channel) -> ConnectionPlace {
        let place = ConnectionPlace(channel: channel, now: now)
        place.waits()
        let surplus = places.withLock { places in
            places[ObjectIdentifier(place)] = place
            guard places.count > maximum else { return [ConnectionPlace]() }
            let surplus = Self.longestWaiting(places.values, count: places.count - maximum + share - 1, sparing: place)
            for place in surplus { places[ObjectIdentifier(place)] = nil }
            return surplus
        }
        for place in surplus { place.closeIfWaiting() }
        return place
    }

    /// The connection has ended, or is counted elsewhere.
    func leave(_ place: ConnectionPlace) {
        places.withLock { $0[ObjectIdentifier(place)] = nil }
    }

    private static func longestWaiting(
        _ places: some Sequence<ConnectionPlace>,
        count: Int,
        sparing newcomer: ConnectionPlace
    ) -> [ConnectionPlace] {
        let waiting = places.compactMap { place in
            place === newcomer ? nil : place.waitingSince.map { (place: place, since: $0) }
        }
        return waiting.sorted { $0.since < $1.since }.prefix(count).map(\.place)
    }
}

/// One connection's place: whether the server waits for its client, and since when.
final class ConnectionPlace: Sendable {
    private static let busy: UInt64 = .max
    private let channel: any Channel
    private let now: @Sendable () -> NIODeadline
    private let moment = Atomic<UInt64>(busy)

    fileprivate init(channel: any Channel, now: @escaping @Sendable () -> NIODeadline) {
        self.channel = channel
        self.now = now
    }

    /// The server waits for the client, from now on.
    func waits() {
        moment.store(now().uptimeNanoseconds, ordering: .relaxed)
    }

    /// The client waits for the server.
    func works() {
        moment.store(Self.busy, ordering: .relaxed)
    }

    /// Since when the server waits, in nanoseconds of uptime; nil while the client waits.
    fileprivate var waitingSince: UInt64? {
        let moment = moment.load(ordering: .relaxed)
        return moment == Self.busy ? nil : moment
    }

    /// Closes the connection, unless a request has arrived meanwhile.
    fileprivate func closeIfWaiting() {
        channel.eventLoop.execute { [self] in
            if waitingSince != nil { channel.close(promise: nil) }
        }
    }
}
