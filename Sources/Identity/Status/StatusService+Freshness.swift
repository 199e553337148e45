import Synchronization

extension StatusService {
    /// Whether what ``isRevoked(_:)`` says can be acted on: false when the database has not answered for longer than
    /// ``timeToLive``, since somebody may have signed out meanwhile.
    public var isCurrent: Bool {
        guard let failingSince = state.withLock({ $0.failingSince }) else { return true }
        return time.uptime() - failingSince <= timeToLive
    }
}
