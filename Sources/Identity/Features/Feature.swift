// Features owns the value by which a feature joins the system. What the feature does stands in the feature's own folder.

import Persistence

/// What one feature brings to the system: its part of the schema, and what it wants done from time to time.
///
/// `System` has the feature's service. Each feature declares its value beside its code, and the composition lists them.
struct Feature<System: Sendable>: Sendable {
    /// Something to do with the system.
    typealias Work = @Sendable (System) async throws -> Void

    /// The migrations of its tables, each with its place in the order of all, which counts from 1.
    ///
    /// A migration that has been released keeps its place and never changes; a new one takes the next place of all features.
    let migrations: [Int: Migration]
    /// The tables that these migrations make; those that are referenced before those that refer.
    let tables: [TableDescription]
    /// What is removed when nothing needs it any more.
    let sweeps: @Sendable (Retention) -> [Sweep]
    /// What is swept by walking through a table, since no index finds it.
    let walks: [TableWalk]
    /// What is due every minute, before the sweeps.
    let maintenance: Work?
    /// What is due every minute, after the sweeps.
    let afterSweeps: Work?
    /// What is done at once when another node announces something.
    let announcements: [Announcement: Work]

    init(
        migrations: [Int: Migration] = [:],
        tables: [TableDescription] = [],
        sweeps: @escaping @Sendable (Retention) -> [Sweep] = { _ in [] },
        walks: [TableWalk] = [],
        maintenance: Work? = nil,
        afterSweeps: Work? = nil,
        announcements: [Announcement: Work] = [:]
    ) {
        self.migrations = migrations
        self.tables = tables
        self.sweeps = sweeps
        self.walks = walks
        self.maintenance = maintenance
        self.afterSweeps = afterSweeps
        self.announcements = announcements
    }
}

/// For how long things are kept, as the operator decided.
struct Retention: Sendable {
    /// Sessions after their end, and signing keys after their last token.
    let ended: Duration
    /// Events of the audit trail.
    let audit: Duration
    /// Networks that an account was used from.
    let familiarity: Duration
}
