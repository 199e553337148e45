public import Identity
public import Logging
public import ServiceLifecycle

/// Rotates keys and sweeps what has run out, at the start and every minute, for as long as the server runs.
public struct MaintenanceService: Service {
    private let identity: IdentitySystem
    private let interval: Duration
    private let logger: Logger

    /// - Parameters:
    ///   - identity: the rules to maintain.
    ///   - interval: the pause between two rounds.
    ///   - logger: where a failed round is told; the next one tries again.
    public init(identity: IdentitySystem, interval: Duration = .seconds(60), logger: Logger) {
        self.identity = identity
        self.interval = interval
        self.logger = logger
    }

    /// Works until it is told to stop.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while true {
                do {
                    try await identity.maintain()
                } catch is CancellationError {
                    return
                } catch is StorageFailure {
                    // Told by `StorageHealth`; the next round tries again.
                } catch {
                    logger.error("maintenance failed", metadata: ["error.detail": .string("\(error)")])
                }
                do { try await SharedWake.sleep(interval) } catch { return }
            }
        }
    }
}
