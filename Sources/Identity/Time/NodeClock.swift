public import Persistence
import Synchronization

/// The clock of this node: the machine's, corrected by what that is off from the database's.
///
/// Nodes that share a database share its clock so: grace, lifetimes and the moment of a sign-in are the same for all of them, however
/// their machines' clocks differ. A database that one process has for itself has no other clock, and nothing is corrected.
public final class NodeClock: Sendable {
    /// How far apart the clocks are.
    public enum State: Sendable, Hashable {
        /// A second at most.
        case close
        /// More than a second: somebody should look at what sets the clock.
        case apart
        /// More than 30 seconds, which nothing that others judge by their own clocks forgives.
        case far
    }

    private static let samples = 7

    private let database: any Database
    private let machine: TimeSource
    private let leadMilliseconds = Atomic<Int64>(0)

    /// A clock that was compared with nothing yet.
    ///
    /// - Parameters:
    ///   - database: whose clock counts.
    ///   - machine: the machine's clocks.
    public init(_ database: any Database, machine: TimeSource = .system) {
        self.database = database
        self.machine = machine
    }

    /// How far the machine's clock is ahead of the database's by the last comparison; negative when it is behind.
    public var lead: Duration { .milliseconds(leadMilliseconds.load(ordering: .relaxed)) }

    /// How far apart the clocks are by the last comparison.
    public var state: State {
        let difference = abs(leadMilliseconds.load(ordering: .relaxed))
        return difference > 30_000 ? .far : difference > 1000 ? .apart : .close
    }

    /// The database's time as this node knows it, the machine's uptime and its waiting.
    public var time: TimeSource {
        TimeSource(now: { self.machine.now() - self.lead }, uptime: machine.uptime, pause: machine.pause)
    }

    /// The machine's own clocks.
    public var machineTime: TimeSource { machine }

    /// Compares the clocks.
    ///
    /// What was found before stays while the new comparison is not certain enough to say otherwise, so that the time does not tremble.
    ///
    /// - Throws: `PersistenceError` when the database cannot be asked.
    public func compare() async throws {
        let machine = machine
        let samples = try await database.read { transaction -> [ClockSample] in
            guard transaction.dialect == .postgreSQL else { return [] }
            return try (0..<Self.samples).compactMap { _ in try transaction.clockSample(machine) }
        }
        guard let best = ClockSample.best(samples) else { return }
        let known = leadMilliseconds.load(ordering: .relaxed)
        guard abs(best.lead - known) > best.roundTrip / 2 + 1 else { return }
        leadMilliseconds.store(best.lead, ordering: .relaxed)
    }
}

extension Transaction {
    /// Looks at the database's clock once.
    fileprivate func clockSample(_ machine: TimeSource) throws -> ClockSample? {
        let (before, began) = (machine.now(), machine.uptime())
        // Not `now()`, which is the moment at which the transaction began.
        let row = try row("SELECT CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS BIGINT) AS moment")
        let (span, after) = (machine.uptime() - began, machine.now())
        guard let row else { return nil }
        let moment = Timestamp(milliseconds: try row.integer("moment"))
        return ClockSample(before: before, after: after, span: span, database: moment)
    }
}
