import Identity
import Logging
import ServiceLifecycle

/// Takes up what somebody else ended or revoked (a command, another server), ten times a second, and keeps the listeners sure that
/// they miss nothing.
///
/// Ends of this process are told at once and do not wait for it. It costs one read of one row each time.
struct StatusFeed: Service {
    let identity: IdentitySystem
    /// The pause between two looks.
    var interval: Duration = .milliseconds(100)
    /// The pause between two heartbeats.
    let heartbeat: Duration
    let logger: Logger

    /// Works until it is told to stop.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await follow() }
                group.addTask { await repeating(every: heartbeat) { identity.status.sendHeartbeat() } }
                group.addTask {
                    await repeating(every: VerifierRegistry.touchInterval) {
                        if identity.status.subscriberCount > 0 { try await identity.verifiers.touch() }
                    }
                }
            }
        }
        // The connections have ended by now, each with its own word; this is for those that were cut.
        try? await identity.verifiers.disconnectAll()
    }

    private func follow() async {
        await repeating(every: interval) { try await identity.status.catchUp() }
    }

    private func repeating(every interval: Duration, _ work: @Sendable () async throws -> Void) async {
        var isFailing = false
        while true {
            do {
                try await Task.sleep(for: interval)
                try await work()
                isFailing = false
            } catch is CancellationError {
                return
            } catch is StorageFailure {
                // Told by `StorageHealth`.
            } catch {
                // Told once: a database that is away for an hour would say the same 36,000 times.
                if !isFailing {
                    logger.error("status events not read", metadata: ["error.detail": .string("\(error)")])
                }
                isFailing = true
            }
        }
    }
}
