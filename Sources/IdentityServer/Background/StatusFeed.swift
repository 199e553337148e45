import Identity
import Logging
import ServiceLifecycle

/// Takes up what a command or another server ended or revoked, and keeps the listeners sure that they miss nothing.
///
/// Ends of this process are told at once and do not wait for it. Where the database announces changes, it looks once a second to be
/// sure, else ten times a second. A look costs one read of one row.
struct StatusFeed: Service {
    let identity: IdentitySystem
    /// The pause between two looks while no announcements come.
    var interval: Duration = .milliseconds(100)
    /// The pause between two looks while they come.
    var announcedInterval: Duration = .seconds(1)
    /// The pause between two heartbeats.
    let heartbeat: Duration
    let logger: Logger

    /// Works until it is told to stop.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await follow() }
                group.addTask {
                    await repeating {
                        heartbeat
                    } work: {
                        identity.status.sendHeartbeat()
                    }
                }
                group.addTask {
                    await repeating {
                        VerifierRegistry.touchInterval
                    } work: {
                        if identity.status.subscriberCount > 0 { try await identity.verifiers.touch() }
                    }
                }
            }
        }
        // The connections have ended by now, each with its own word; this is for those that were cut.
        try? await identity.verifiers.disconnectAll()
    }

    private func follow() async {
        await repeating {
            identity.isAnnounced ? announcedInterval : interval
        } work: {
            try await identity.status.catchUp()
        }
    }

    private func repeating(
        every interval: @Sendable () -> Duration,
        work: @Sendable () async throws -> Void
    ) async {
        var isFailing = false
        while true {
            do {
                try await SharedWake.sleep(interval())
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
