// Maintenance owns the sweeps: what is removed when, in batches of which size, and by which node. What a kind of row is and when it is
// due stands beside its other verbs.

import Logging
import Persistence
import Synchronization

/// Removes what nothing needs any more, in batches that hold the writer for a few milliseconds each.
///
/// One node of many does it. A round takes the kinds in turn, one batch of each that has something due, and leaves the writer to others
/// between two batches. What it does not get done it leaves to the next round.
final class Sweeper: Sendable {
    /// For how long a node keeps the work to itself without a word: two rounds of a minute, and some.
    ///
    /// When it is killed, another node takes over after this time.
    static let leaseTime: Duration = .seconds(150)
    /// For how long one round may go on.
    static let roundTime: Duration = .seconds(30)
    /// How many times as long as a batch held the writer it is left to others: sweeps take a fifth of its time at the most.
    static let pauseRatio = 4
    /// How many rows of a walk are looked at in one read.
    static let pieceSize = 1000
    /// In how many such pieces of a round nothing may be found: a million rows are looked through in 20 rounds.
    static let emptyPieces = 50
    /// The lease's name.
    private static let lease = "sweep"

    private struct State {
        var sizes: [SweepKind: BatchSize] = [:]
        var statistics: [SweepKind: SweepStatistics] = [:]
        /// Where each walk goes on.
        var cursors: [SweepKind: [UInt8]] = [:]
        var holdsLease = false
    }

    private let database: any Database
    private let walks: [TableWalk]
    private let sweeps: [Sweep]
    private let node: [UInt8]
    private let time: TimeSource
    private let logger: Logger
    private let state = Mutex(State())

    /// - Parameters:
    ///   - database: what is swept.
    ///   - walks: what is done by walking through a table.
    ///   - sweeps: what is done beside the walks, in this order.
    ///   - node: names this process among those on the database.
    ///   - time: the present moment, the time that batches take, and the pauses between them.
    ///   - logger: where batches that failed are told.
    init(
        database: any Database,
        walks: [TableWalk],
        sweeps: [Sweep],
        node: [UInt8],
        time: TimeSource,
        logger: Logger
    ) {
        self.database = database
        self.walks = walks
        self.sweeps = sweeps
        self.node = node
        self.time = time
        self.logger = logger
    }

    /// What the sweeps of each kind have done in this process.
    var statistics: [SweepKind: SweepStatistics] { state.withLock { $0.statistics } }

    /// One round, if this node is the one that sweeps.
    ///
    /// A kind that fails is told in the log and left to the next round; the others go on.
    ///
    /// - Throws: the first failure, once everything else is done; `CancellationError`.
    func round() async throws {
        guard try await takeLease() else { return }
        let end = time.uptime() + Self.roundTime
        var failure: (any Error)?
        var pieces = Dictionary(uniqueKeysWithValues: walks.map { ($0.kind, Self.emptyPieces) })
        var waiting = walks.map(Work.walk)
        for sweep in sweeps {
            do {
                if try await isDue(sweep) { waiting.append(.rows(sweep)) }
            } catch {
                try note(error, of: sweep.kind)
                failure = failure ?? error
            }
        }
        while !waiting.isEmpty, time.uptime() < end {
            var unfinished: [Work] = []
            for work in waiting {
                do {
                    let hasMore =
                        switch work {
                        case .walk(let walk): try await go(on: walk, &pieces[walk.kind, default: 0])
                        case .rows(let sweep): try await batch(sweep)
                        }
                    if hasMore { unfinished.append(work) }
                } catch {
                    try note(error, of: work.kind)
                    failure = failure ?? error
                }
            }
            waiting = unfinished
        }
        if let failure { throw failure }
    }

    /// Lets another node sweep at once.
    func releaseLease() async throws {
        guard state.withLock({ $0.holdsLease }) else { return }
        let node = node
        try await database.write(isolation: .readCommitted) { try $0.leases.release(Self.lease, of: node) }
        state.withLock { $0.holdsLease = false }
    }

    /// What a round still has to do.
    private enum Work {
        case walk(TableWalk)
        case rows(Sweep)

        var kind: SweepKind {
            switch self {
            case .walk(let walk): walk.kind
            case .rows(let sweep): sweep.kind
            }
        }
    }

    private func takeLease() async throws -> Bool {
        let (node, now) = (node, time.now())
        let isFree = try await database.read { try $0.leases.isFree(Self.lease, for: node, at: now) }
        let holds =
            if isFree {
                try await database.write(isolation: .readCommitted) {
                    try $0.leases.take(Self.lease, for: node, until: now + Self.leaseTime, at: now)
                }
            } else { false }
        state.withLock { $0.holdsLease = holds }
        return holds
    }

    /// Looks whether anything is due, by a reader: what has nothing to do writes nothing.
    private func isDue(_ sweep: Sweep) async throws -> Bool {
        let now = time.now()
        let since = try await database.read { try sweep.dueSince($0, now) }
        let backlog = since.map { max(0, now - $0) } ?? 0
        state.withLock { $0.statistics[sweep.kind, default: SweepStatistics()].backlog = .milliseconds(backlog) }
        return since != nil
    }

    /// - Returns: whether more is due.
    private func batch(_ sweep: Sweep) async throws -> Bool {
        let (limit, now) = (limit(of: sweep.kind), time.now())
        let rows = try await timed(sweep.kind, isolation: sweep.isolation) { try sweep.batch($0, limit, now) }
        if rows < limit { state.withLock { $0.statistics[sweep.kind]?.backlog = .zero } }
        return rows >= limit
    }

    /// Goes on with a walk until there is something to do, and does that; false when it does not go on in this round.
    ///
    /// `pieces` is in how many more pieces of this round nothing may be found.
    private func go(on walk: TableWalk, _ pieces: inout Int) async throws -> Bool {
        while pieces > 0 {
            let (limit, now) = (limit(of: walk.kind), time.now())
            let search = TableWalk.Search(
                after: state.withLock { $0.cursors[walk.kind] },
                size: Self.pieceSize,
                limit: limit
            )
            let piece = try await database.read { try walk.find($0, search, now) }
            if let piece, piece.due > 0 {
                _ = try await timed(walk.kind, isolation: .readCommitted) { try walk.batch($0, piece, now) }
            } else {
                pieces -= 1
            }
            let next = piece.flatMap { $0.isLast ? nil : $0.through }
            state.withLock { $0.cursors[walk.kind] = next }
            guard next != nil else { return false }
            if let piece, piece.due > 0 { return true }
        }
        return false
    }

    private func limit(of kind: SweepKind) -> Int {
        state.withLock { $0.sizes[kind, default: BatchSize()].limit }
    }

    /// Does a batch, takes up how long it held the writer, and leaves the writer to others.
    ///
    /// The time begins when the writer comes to the batch and ends with its commit. What others wrote into the same commit counts,
    /// too: when there is much to do, sweeps do less.
    private func timed(
        _ kind: SweepKind,
        isolation: Isolation,
        _ body: @escaping @Sendable (any Transaction) throws -> Int
    ) async throws -> Int {
        let elapsed = time.uptime
        let (rows, begin, worked) = try await database.write(isolation: isolation) { transaction in
            let begin = elapsed()
            let rows = try body(transaction)
            return (rows, begin, elapsed() - begin)
        }
        let held = elapsed() - begin
        state.withLock { state in
            state.sizes[kind, default: BatchSize()].adapt(to: held, rows: rows)
            var statistics = state.statistics[kind, default: SweepStatistics()]
            statistics.rows += rows
            statistics.batches += 1
            statistics.longestHold = max(statistics.longestHold, held)
            statistics.longestWork = max(statistics.longestWork, worked)
            if held > BatchSize.promise { statistics.longBatches += 1 }
            state.statistics[kind] = statistics
        }
        try await time.pause(held * Self.pauseRatio)
        return rows
    }

    /// Tells of a failure, and counts it.
    ///
    /// - Throws: `CancellationError`, which is none.
    private func note(_ error: any Error, of kind: SweepKind) throws {
        if error is CancellationError { throw error }
        state.withLock { $0.statistics[kind, default: SweepStatistics()].failures += 1 }
        logger.error(
            "sweep failed",
            metadata: ["sweep.kind": .string(kind.rawValue), "error.detail": .string("\(error)")]
        )
    }
}
