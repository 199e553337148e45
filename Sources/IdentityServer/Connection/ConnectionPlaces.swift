import NIOCore
import Synchronization

/// The open connections with their streams, of which those that have waited longest for their clients make room for new ones.
///
/// A stream of HTTP/2 takes a place as a connection does, so that a hundred requests cost a client as much on one connection as on a
/// hundred, and what all of them keep in memory has one bound. Without places, a client that opens connections and sends nothing could keep all others out until a time limit passes. A server may close
/// a connection between two requests at any time, and clients open another (RFC 9112 §9.5); one whose request is being answered is
/// never closed here.
final class ConnectionPlaces: Sendable {
    private struct Entry {
        let place: ConnectionPlace
        var streams = 0
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var streams = 0

        var taken: Int { entries.count + streams }

        mutating func remove(_ place: ConnectionPlace) {
            if let entry = entries.removeValue(forKey: ObjectIdentifier(place)) { streams -= entry.streams }
        }
    }

    /// How many connections and streams there may be before some are closed.
    let maximum: Int
    /// How many are closed at once, so that looking for them costs little for each newcomer.
    private let share: Int
    private let now: @Sendable () -> NIODeadline
    private let state = Mutex(State())

    /// No connections yet.
    ///
    /// - Parameters:
    ///   - maximum: How many there may be, streams counted, before some are closed.
    ///   - now: Where the present moment comes from.
    init(maximum: Int, now: @escaping @Sendable () -> NIODeadline = { .now() }) {
        self.maximum = maximum
        self.share = max(1, maximum / 16)
        self.now = now
    }

    /// How many connections and streams there are.
    var count: Int { state.withLock { $0.taken } }

    /// A new connection, which waits for its client; others are closed for it when there are too many.
    func enter(_ channel: any Channel) -> ConnectionPlace {
        let place = ConnectionPlace(channel: channel, now: now)
        place.waits()
        makeRoom { state in
            state.entries[ObjectIdentifier(place)] = Entry(place: place)
            return place
        }
        return place
    }

    /// The connection has ended, or is counted elsewhere.
    func leave(_ place: ConnectionPlace) {
        state.withLock { $0.remove(place) }
    }

    /// A new stream of a connection; other connections are closed for it when there are too many.
    ///
    /// - Returns: false when there is no place for it, since all others are at work.
    func open(_ place: ConnectionPlace) -> Bool {
        makeRoom { state in
            guard state.entries[ObjectIdentifier(place)] != nil else { return nil }
            state.entries[ObjectIdentifier(place)]?.streams += 1
            state.streams += 1
            return place
        }
        return state.withLock { state in
            // One that has just been closed for another takes no more requests.
            guard state.entries[ObjectIdentifier(place)] != nil else { return false }
            guard state.taken > maximum else { return true }
            state.entries[ObjectIdentifier(place)]?.streams -= 1
            state.streams -= 1
            return false
        }
    }

    /// A stream that had its place has ended.
    func close(_ place: ConnectionPlace) {
        state.withLock { state in
            guard let streams = state.entries[ObjectIdentifier(place)]?.streams, streams > 0 else { return }
            state.entries[ObjectIdentifier(place)]?.streams -= 1
            state.streams -= 1
        }
    }

    /// Lets `newcomer` in, and closes others when there are too many then.
    private func makeRoom(for newcomer: (inout State) -> ConnectionPlace?) {
        let surplus = state.withLock { state in
            guard let place = newcomer(&state), state.taken > maximum else { return [ConnectionPlace]() }
            let surplus = Self.longestWaiting(
                state.entries.values,
                count: state.taken - maximum + share - 1,
                sparing: place
            )
            for place in surplus { state.remove(place) }
            return surplus
        }
        for place in surplus { place.closeIfWaiting() }
    }

    /// Those that have waited longest and have `count` places together.
    private static func longestWaiting(
        _ entries: some Sequence<Entry>,
        count: Int,
        sparing newcomer: ConnectionPlace
    ) -> [ConnectionPlace] {
        let waiting = entries.compactMap { entry in
            entry.place === newcomer ? nil : entry.place.waitingSince.map { (entry: entry, since: $0) }
        }
        var missing = count
        var found: [ConnectionPlace] = []
        for (entry, _) in waiting.sorted(by: { $0.since < $1.since }) {
            guard missing > 0 else { break }
            missing -= 1 + entry.streams
            found.append(entry.place)
        }
        return found
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
