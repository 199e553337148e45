import ServiceLifecycle

/// Says that the server is no longer ready once it is told to stop, and ends only when whoever spreads the requests has had the time
/// to see it.
struct DrainPause: Service {
    let readiness: Readiness
    /// How much time that is.
    let delay: Duration
    /// How it passes.
    let wait: @Sendable (Duration) async -> Void

    func run() async throws {
        try await gracefulShutdown()
        guard readiness.drain(), delay > .zero else { return }
        await wait(delay)
    }
}
