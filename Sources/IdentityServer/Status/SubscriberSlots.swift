import Synchronization

/// Counts the listeners, in all and from each address, and turns away who is one too many.
final class SubscriberSlots: Sendable {
    private struct State {
        var total = 0
        var byAddress: [String: Int] = [:]
    }

    /// A place that is taken for as long as the slot lives, whatever becomes of the connection.
    final class Slot: Sendable {
        private let address: String
        private let slots: SubscriberSlots

        fileprivate init(address: String, slots: SubscriberSlots) {
            self.address = address
            self.slots = slots
        }

        deinit { slots.free(address) }
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
    /// - Throws: a ``Problem`` `overloaded` when there is none left, in all or for this address.
    func take(address: String) throws -> Slot {
        let (isFull, isFullForAddress) = state.withLock { state in
            let isFull = state.total >= limits.maximumSubscribers
            let isFullForAddress = state.byAddress[address, default: 0] >= limits.maximumSubscribersPerAddress
            if !isFull, !isFullForAddress {
                state.total += 1
                state.byAddress[address, default: 0] += 1
            }
            return (isFull, isFullForAddress)
        }
        if isFull { throw Problem(.overloaded, "As many verifiers as allowed listen already.", retryAfter: 30) }
        if isFullForAddress {
            throw Problem(
                .overloaded,
                "As many verifiers as one address may have listen already from this one.",
                retryAfter: 30
            )
        }
        return Slot(address: address, slots: self)
    }

    private func free(_ address: String) {
        state.withLock { state in
            state.total -= 1
            let left = state.byAddress[address, default: 1] - 1
            state.byAddress[address] = left == 0 ? nil : left
        }
    }
}
