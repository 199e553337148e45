import Identity
import ServiceLifecycle

/// Finds out that the database works again, though nobody asks anything of it meanwhile.
struct StorageWatch: Service {
    let storage: StorageHealth
    /// The pause between two looks, of which each costs nothing while there is no trouble.
    var interval: Duration = .seconds(1)

    /// Works until it is told to stop.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while true {
                do { try await SharedWake.sleep(interval) } catch { return }
                await storage.probe()
            }
        }
    }
}
