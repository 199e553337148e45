import Persistence

/// The process that asked has been killed: nothing that it does counts any more.
struct ServerGone: Error {}

/// The database as one run of a server process sees it: every statement waits for its turn, and none is done after the crash.
final class SimulatedDatabase: Persistence.Database, @unchecked Sendable {
    private let world: World
    /// False from the moment of the crash on.
    var isAlive = true
    /// While the process starts, nothing else happens, and nothing waits.
    var isStarting = true
    /// Writes that wait for the next commit.
    private(set) var waiting: [WaitingWrite] = []
    /// At which statement of the next commit the process dies; nil when it does not.
    var dyingStatement: Int?

    init(_ world: World) {
        self.world = world
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        if !isStarting { await world.turn(after: world.random.milliseconds(0...2)) }
        guard isAlive else { throw ServerGone() }
        return try world.disk.read(body)
    }

    @discardableResult
    func write<Result: Sendable>(
        isolation: Isolation,
        _ body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        guard isAlive else { throw ServerGone() }
        let arrival = SimulatedServer.arrival
        if world.mutations.answersBeforeCommit, !isStarting { return try answerFirst(body, arrival) }
        if !isStarting { world.pause() }
        let outcome: Swift.Result<Result, any Error>
        do {
            let value = try await withCheckedThrowingContinuation { caller in
                let write = ValueWrite({ try body(self.connection($0, for: arrival)) }, caller: caller)
                if isStarting {
                    world.disk.commit([write])
                } else {
                    waiting.append(WaitingWrite(write: write, arrival: arrival))
                    if waiting.count == 1 { world.server.commitSoon(self) }
                }
            }
            outcome = .success(value)
        } catch {
            outcome = .failure(error)
        }
        // One after the other, in the order of the commit.
        if !isStarting { await world.turnAfterPause() }
        // The commit counts, but the process that would tell of it is gone.
        guard isAlive else { throw ServerGone() }
        return try outcome.get()
    }

    func close() async throws {}

    /// The first process brings the schema up to date; later ones find it so, and need not compare it again.
    func migrate(_ migrations: [Migration]) async throws -> [String] {
        if world.disk.isMigrated { return [] }
        let migrator = try Migrator(migrations)
        try await write { try migrator.prepare($0) }
        var applied: [String] = []
        while let name = try await write({ try migrator.applyNext(on: $0) }) { applied.append(name) }
        world.disk.isMigrated = true
        return applied
    }

    /// Takes the writes that wait, for the commit that begins now.
    func takeWaiting() -> [WaitingWrite] {
        defer { waiting = [] }
        return waiting
    }

    /// A mistake on purpose: the answer of a write that is still to be done.
    private func answerFirst<Result: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Result,
        _ arrival: Arrival?
    ) throws -> Result {
        waiting.append(
            WaitingWrite(write: DirectWrite { try body(self.connection($0, for: arrival)) }, arrival: arrival)
        )
        if waiting.count == 1 { world.server.commitSoon(self) }
        return try world.disk.rehearse { try body($0) }
    }

    private func connection(_ base: any Transaction, for arrival: Arrival?) throws -> any Transaction {
        guard isAlive else { throw ServerGone() }
        return MortalConnection(base: world.mutations.writer(base, for: arrival), database: self)
    }

    /// Counts down to the statement at which the process dies.
    ///
    /// What a killed process had not committed is gone: the transaction is rolled back as a whole.
    func spendStatement(_ base: any Transaction) throws {
        guard isAlive else { throw ServerGone() }
        guard let left = dyingStatement else { return }
        dyingStatement = left - 1
        guard left <= 0 else { return }
        isAlive = false
        try base.execute("ROLLBACK")
        throw ServerGone()
    }
}

/// A write and on whose behalf it is done.
struct WaitingWrite {
    let write: any PendingWrite
    let arrival: Arrival?
}

/// A connection whose process may die at any statement.
private struct MortalConnection: Transaction {
    let base: any Transaction
    let database: SimulatedDatabase

    var dialect: Dialect { base.dialect }

    func execute(_ sql: SQL) throws -> Int {
        try database.spendStatement(base)
        return try base.execute(sql)
    }

    func rows(_ sql: SQL) throws -> [Row] {
        try database.spendStatement(base)
        return try base.rows(sql)
    }
}
