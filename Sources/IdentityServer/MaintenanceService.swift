public import Identity
public import Logging
public import ServiceLifecycle

/// Keeps the rules in order for as long as the server runs: rotates keys and sweeps what has run out every minute, and every few
/// seconds reads the signing keys again, since another process (the command, another node) may have rotated or revoked one.
public struct MaintenanceService: Service {
    private let identity: IdentitySystem
    private let interval: Duration
    private let reloadInterval: Duration
    private let logger: Logger

    /// - Parameters:
    ///   - identity: the rules to maintain.
    ///   - interval: the time between two rounds of maintenance.
    ///   - reloadInterval: the pause between two looks at the signing keys; how late a key that another process revoked is
    ///     refused here.
    ///   - logger: where a failed round is told; the next one tries again.
    public init(
        identity: IdentitySystem, interval: Duration = .seconds(60), reloadInterval: Duration = .seconds(2), logger: Logger
    ) {
        self.identity = identity
        self.interval = interval
        self.reloadInterval = reloadInterval
        self.logger = logger
    }

    /// Works until it is told to stop.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var sinceMaintenance = Duration.zero
            while true {
                do {
                    try await Task.sleep(for: reloadInterval)
                    sinceMaintenance += reloadInterval
                    if sinceMaintenance < interval {
                        try await identity.signingKeys.reload()
                    } else {
                        sinceMaintenance = .zero
                        try await identity.maintain()
                    }
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("maintenance failed", metadata: ["error.detail": .string("\(error)")])
                }
            }
        }
    }
}
