import Identity
import Synchronization

/// Counts the listeners, in all and of each network and each client, and decides who gives way when all places are taken.
final class SubscriberSlots: Sendable {
    /// On whose account a place is taken.
    enum Listener: Sendable, Hashable {
        /// A confidential client that has proved who it is.
        case client(ClientID)
        /// A stranger, by its network: an IPv4 address or an IPv6 /64.
        case network(ClientNetwork)

        fileprivate var isStranger: Bool {
            if case .network = self { true } else { false }
        }
    }

    private struct Place {
        let number: UInt64
        let displace: @Sendable () -> Void
    }

    private struct State {
        var total = 0
        var lastNumber: UInt64 = 0
        /// Each listener's places, the one that has been held for longest first.
        var places: [Listener: [Place]] = [:]

        /// The network that holds most places.
        var fullest: (listener: Listener, count: Int)? {
            places.filter { $0.key.isStranger }.max { $0.value.count < $1.value.count }.map { ($0.key, $0.value.count) }
        }

        mutating func remove(_ number: UInt64, of listener: Listener) {
            guard let index = places[listener]?.firstIndex(where: { $0.number == number }) else { return }
            places[listener]?.remove(at: index)
            if places[listener]?.isEmpty == true { places[listener] = nil }
            total -= 1
        }
    }

    /// A place that is taken for as long as the slot lives, unless another has displaced it.
    final class Slot: Sendable {
        private let listener: Listener
        private let number: UInt64
        private let slots: SubscriberSlots

        fileprivate init(_ listener: Listener, _ number: UInt64, of slots: SubscriberSlots) {
            self.listener = listener
            self.number = number
            self.slots = slots
        }

        deinit { slots.state.withLock { $0.remove(number, of: listener) } }
    }

    private enum Outcome {
        case taken(UInt64, displaced: Place?)
        case full
        case fullForListener
    }

    private let limits: StatusStreamLimits
    private let state = Mutex(State())

    init(limits: StatusStreamLimits) {
        self.limits = limits
    }

    /// How many places are taken.
    var count: Int { state.withLock { $0.total } }

    /// Takes a place.
    ///
    /// When all are taken, a stranger gives way: of the network that holds most places the one that has held its own for longest.
    /// It gives way to a client, and to a stranger whose network holds fewer places even with the new one. A client never gives
    /// way.
    ///
    /// - Parameters:
    ///   - listener: who takes it.
    ///   - displace: ends the connection when it has to give way; called once at the most.
    /// - Returns: the place; it is free again when the slot is released.
    /// - Throws: a ``Problem`` `overloaded` when there is none, in all or for this listener.
    func take(_ listener: Listener, displace: @escaping @Sendable () -> Void) throws -> Slot {
        switch state.withLock({ place(listener, displace, in: &$0) }) {
        case .taken(let number, let displaced):
            displaced?.displace()
            return Slot(listener, number, of: self)
        case .full:
            throw Problem(
                .overloaded,
                "All subscriber slots are taken. Confidential clients have their own slots.",
                retryAfter: 30
            )
        case .fullForListener:
            throw Problem(
                .overloaded,
                "This network, or this client, already uses all its subscriber slots.",
                retryAfter: 30
            )
        }
    }

    private func place(
        _ listener: Listener,
        _ displace: @escaping @Sendable () -> Void,
        in state: inout State
    ) -> Outcome {
        let own = state.places[listener]?.count ?? 0
        guard own < limits.maximumSubscribersPerAddress else { return .fullForListener }
        var displaced: Place?
        if state.total >= limits.maximumSubscribers {
            guard let fullest = state.fullest, !listener.isStranger || own + 1 < fullest.count,
                let longest = state.places[fullest.listener]?.first
            else { return .full }
            state.remove(longest.number, of: fullest.listener)
            displaced = longest
        }
        state.lastNumber += 1
        state.total += 1
        state.places[listener, default: []].append(Place(number: state.lastNumber, displace: displace))
        return .taken(state.lastNumber, displaced: displaced)
    }
}
