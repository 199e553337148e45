import Identity
import ServiceLifecycle

/// Takes up what other nodes announce, for as long as the server runs.
struct AnnouncementFeed: Service {
    let identity: IdentitySystem

    /// Works until it is told to stop.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            await identity.followAnnouncements()
            // A database without announcements ends at once, and a service that ends would end the server.
            try? await gracefulShutdown()
        }
    }
}
