public import TesseraOAuth

/// One change that verifiers are told of.
public struct StatusEvent: Sendable, Hashable {
    /// What changed.
    public enum Change: Sendable, Hashable {
        /// The entry of a status list is INVALID from now on.
        case invalid(StatusReference)
        /// The signing key with this `kid` counts no more, nor does anything that it signed.
        case keyRevoked(String)
    }

    /// Names the event; later events have greater numbers.
    public let id: StatusEventID
    /// What changed.
    public let change: Change

    /// An event.
    public init(id: StatusEventID, change: Change) {
        self.id = id
        self.change = change
    }
}

/// What a subscriber receives after its start.
public enum StatusMessage: Sendable {
    /// Events in their order, at least one.
    case events([StatusEvent])
    /// All is well, and nothing happened.
    case heartbeat
}

/// A subscriber's side of the status events.
public struct StatusSubscription: Sendable {
    /// The last event that is not told after this one.
    public let start: StatusEventID
    /// Whether everything since the event that the subscriber named follows.
    ///
    /// If not, what it missed is not known, and it has to fetch the lists anew.
    public let isResumed: Bool
    /// What happened between `start` and the subscription.
    public let missed: [StatusEvent]
    /// What happens from then on.
    ///
    /// It ends when the subscriber falls too far behind, when the server stops, and when the database was exchanged for another.
    public let messages: AsyncStream<StatusMessage>
    let number: Int
}
