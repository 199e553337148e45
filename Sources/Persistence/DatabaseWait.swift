import Synchronization

/// How long one request has waited for its database, in all its reads and writes.
///
/// A database whose waits are bounded counts what was waited before, so that a request with several reads and writes is answered
/// within the same bound as one with a single one. What is no wait for the database, such as hashing, does not count.
public final class DatabaseWait: Sendable {
    /// That of the request that is being answered; nil outside of requests, where each read or write stands for itself.
    @TaskLocal public static var current: DatabaseWait?

    private let spent = Mutex(Duration.zero)

    /// A request that has not waited yet.
    public init() {}

    /// How long it has waited.
    public var total: Duration { spent.withLock { $0 } }

    /// Notes a wait.
    ///
    /// - Parameter duration: How long it was.
    public func add(_ duration: Duration) {
        spent.withLock { $0 += duration }
    }
}
