/// Lets the tasks that look at something in intervals wake together.
///
/// Each wake of an idle machine costs power. Tasks whose pauses are multiples of each other wake at the same moments, so a
/// server that has nothing to do wakes once a second.
enum SharedWake {
    private static let start = ContinuousClock.now

    /// Sleeps until the next moment that is a multiple of the interval, counted from the first call of the process.
    ///
    /// - Parameter interval: the pause, more than zero; the sleep takes as long at most.
    /// - Throws: `CancellationError` when the task is cancelled.
    static func sleep(_ interval: Duration) async throws {
        let elapsed = start.duration(to: .now)
        let pauses = (elapsed / interval).rounded(.down) + 1
        try await Task.sleep(until: start + interval * pauses, clock: .continuous)
    }
}
