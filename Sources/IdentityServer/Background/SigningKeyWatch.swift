import Identity
import Logging
import ServiceLifecycle

/// Takes up what somebody else did to the signing keys (a command, another node): a key that was published or brought forward.
///
/// A revocation does not wait for it: that comes by ``StatusFeed``. It costs one read of a few rows each time.
struct SigningKeyWatch: Service {
    let identity: IdentitySystem
    /// The pause between two looks.
    var interval: Duration = .seconds(2)
    let logger: Logger

    /// Works until it is told to stop.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            var isFailing = false
            while true {
                do {
                    try await SharedWake.sleep(interval)
                    try await identity.signingKeys.follow()
                    isFailing = false
                } catch is CancellationError {
                    return
                } catch is StorageFailure {
                    // Told by `StorageHealth`.
                } catch {
                    // Told once: a database that is away for an hour would say the same 1800 times.
                    if !isFailing {
                        logger.error("signing keys not read", metadata: ["error.detail": .string("\(error)")])
                    }
                    isFailing = true
                }
            }
        }
    }
}
