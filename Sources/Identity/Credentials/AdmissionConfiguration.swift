internal import NIOCore

/// Bounds on how many passwords are hashed and how many callers wait for it.
///
/// The memory for hashing is at most `concurrency` times the memory of one hash.
public struct AdmissionConfiguration: Sendable, Hashable {
    /// Hashes at once, and threads.
    ///
    /// Default: the number of cores.
    public var concurrency: Int

    /// Callers that may wait in all.
    public var maximumWaiting: Int

    /// Callers that may wait from one address, and for one account.
    public var maximumWaitingPerKey: Int

    /// The longest a caller waits before it is turned away; callers are let in to wait while the prediction is half of it.
    public var maximumWait: Duration

    /// Keeps the bounds.
    ///
    /// Values below 1 (for waiting: below 0) are raised to it.
    ///
    /// - Parameters:
    ///   - concurrency: Hashes at once; `nil` for the number of cores.
    ///   - maximumWaiting: Callers that may wait in all.
    ///   - maximumWaitingPerKey: Callers that may wait from one address, and for one account.
    ///   - maximumWait: The longest wait.
    public init(
        concurrency: Int? = nil,
        maximumWaiting: Int = 64,
        maximumWaitingPerKey: Int = 8,
        maximumWait: Duration = .seconds(2)
    ) {
        self.concurrency = max(1, concurrency ?? System.coreCount)
        self.maximumWaiting = max(0, maximumWaiting)
        self.maximumWaitingPerKey = max(0, maximumWaitingPerKey)
        self.maximumWait = max(.zero, maximumWait)
    }
}

/// On whose behalf a password is hashed: what fairness is measured by.
public struct AdmissionKey: Sendable, Hashable {
    /// The network that the request came from: an IPv4 address or an IPv6 /64.
    let network: String

    /// The account: its id or the identifier as typed.
    let account: String

    /// Names the caller.
    ///
    /// - Parameters:
    ///   - address: The client's IP address as text.
    ///   - account: The account's id, or the identifier as typed when there may be no account.
    public init(address: String, account: String) {
        self.network = ClientNetwork(address).text
        // However the identifier is typed, it is one account.
        self.account = SignInThrottle.normalised(account)
    }
}
