import Identity
import Logging
import Persistence
import TesseraOAuth

@testable import PersistenceSQLite

/// The server: the real engine on the simulated disk, in a process that can be killed at any moment and comes back.
final class SimulatedServer: @unchecked Sendable {
    /// The request that the engine works for at the moment.
    @TaskLocal static var arrival: Arrival?

    private unowned let world: World
    private let engineRandom: SeededRandom
    private let masterSecret: MasterSecret?
    private(set) var engine: IdentitySystem?
    private(set) var database: SimulatedDatabase?
    /// How often it was started.
    private(set) var starts = 0
    /// How many commits there were.
    private(set) var commits = 0
    /// Called at each start and each crash.
    var onChange: [() -> Void] = []

    init(_ world: World) {
        self.world = world
        engineRandom = SeededRandom(world.seed ^ 0x5DEE_CE66)
        masterSecret = try? MasterSecret(bytes: [UInt8](repeating: 7, count: 32))
    }

    var isUp: Bool { engine != nil }

    // MARK: Life

    /// Starts the process.
    func start() {
        guard engine == nil, let masterSecret else { return }
        starts += 1
        let database = SimulatedDatabase(world)
        let (world, random) = (world, engineRandom)
        world.start {
            do {
                let engine = try await IdentitySystem(
                    database: database,
                    masterSecret: masterSecret,
                    configuration: Self.configuration(world.plan, world.mutations),
                    time: TimeSource { Timestamp(milliseconds: world.now) },
                    random: RandomSource { random.bytes($0) },
                    logger: Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }
                )
                database.isStarting = false
                self.database = database
                self.engine = engine
                world.note("the server is up")
                for change in self.onChange { change() }
            } catch {
                world.judge.report(.liveness, "the server does not start: \(error)")
            }
        }
    }

    private static func configuration(_ plan: Plan, _ mutations: Mutations) throws -> IdentityConfiguration {
        var configuration = try IdentityConfiguration(
            issuer: "https://id.example.com",
            audience: ["https://api.example.com"]
        )
        configuration.accessTokenLifetime = .milliseconds(plan.accessTokenLifetime)
        configuration.sessionIdleLifetime = .milliseconds(plan.idleLifetime)
        configuration.sessionAbsoluteLifetime = .milliseconds(plan.absoluteLifetime)
        configuration.refreshGraceWindow = .milliseconds(plan.graceWindow)
        configuration.statusListTimeToLive = .milliseconds(plan.statusTimeToLive)
        configuration.passwordHashing = try Argon2idParameters(memoryKiB: 8, passes: 1)
        configuration.hashingAdmission.concurrency = 1
        let rule = ThrottleRule(burst: 1_000_000, every: .milliseconds(1))
        configuration.signInThrottle = SignInThrottleConfiguration(
            address: rule,
            identifierAndAddress: rule,
            identifier: rule,
            registration: rule
        )
        mutations.change(&configuration)
        return configuration
    }

    /// Kills the process: what it had not committed is gone, and what it had not answered is never answered.
    func crash() {
        guard let engine, let database else { return }
        world.note("the server is killed")
        database.isAlive = false
        self.engine = nil
        self.database = nil
        for waiting in database.takeWaiting() { waiting.write.fail(ServerGone()) }
        engine.status.endSubscriptions()
        world.start { await engine.passwordHasher.shutdown() }
        for change in onChange { change() }
        guard !world.isCalm else { return start() }
        world.after(world.random.milliseconds(200...20_000)) { [unowned self] in self.start() }
    }

    /// Ends the process for good, at the end of the world.
    func stop() {
        guard let engine, let database else { return }
        database.isAlive = false
        self.engine = nil
        for waiting in database.takeWaiting() { waiting.write.fail(ServerGone()) }
        engine.status.endSubscriptions()
        world.start { await engine.passwordHasher.shutdown() }
    }

    // MARK: Commits

    /// A write waits: the next commit is soon, and whatever waits by then is part of it.
    func commitSoon(_ database: SimulatedDatabase) {
        let isSlow = !world.devices.isEmpty && world.random.chance(world.plan.slowDiskRate)
        let pause = isSlow ? world.random.milliseconds(50...4_000) : world.random.milliseconds(1...3)
        world.after(pause) { [unowned self] in self.commit(database) }
    }

    private func commit(_ database: SimulatedDatabase) {
        let batch = database.takeWaiting()
        guard !batch.isEmpty else { return }
        commits += 1
        enum Death { case none, within, afterwards }
        var death = Death.none
        if world.plan.crashRate > 0, !world.isCalm, !world.devices.isEmpty, world.random.chance(0.06) {
            death = world.random.chance(0.6) ? .within : .afterwards
        }
        if death == .within { database.dyingStatement = world.random.below(2 + 3 * batch.count) }
        world.disk.commit(batch.map(\.write))
        database.dyingStatement = nil
        if batch.contains(where: { $0.arrival?.request.party != .owner }) { followSoon() }
        let deferred = world.mutations.takeDeferred()
        if !deferred.isEmpty { doLater(deferred, database) }
        let diedWithin = death == .within && !database.isAlive
        for write in batch { write.arrival?.commit = commits }
        world.judge.lookAtDisk(after: batch.compactMap(\.arrival))
        if diedWithin || death == .afterwards {
            world.note(diedWithin ? "the server dies during a commit" : "the server dies after a commit")
            crash()
        }
    }

    /// What a mistake on purpose has put off, unless the process is killed before.
    private func doLater(_ statements: [SQL], _ database: SimulatedDatabase) {
        world.after(world.random.milliseconds(1...2_000)) { [unowned self] in
            guard database.isAlive else { return }
            do {
                try world.disk.run { connection in for statement in statements { try connection.execute(statement) } }
            } catch {
                world.note("what was put off is never done")
            }
            followSoon()
        }
    }

    /// The server looks ten times a second for what others have written; here only when there may be something.
    private func followSoon() {
        world.after(world.random.milliseconds(1...100)) { [unowned self] in
            guard let engine else { return }
            world.start { try? await engine.status.catchUp() }
        }
    }

    // MARK: Requests

    /// A request arrives.
    func receive(_ request: Request, isOlderCopy: Bool, answer: @escaping (Answer) -> Void) {
        guard let engine, let database else {
            world.note("  #\(request.number) finds no server")
            return answer(.unknown)
        }
        let arrival = Arrival(request, at: world.now, isOlderCopy: isOlderCopy)
        world.judge.arrived(arrival)
        let reply = Reply(answer)
        let world = world
        world.start(for: arrival) {
            let result = await SimulatedServer.perform(request, engine, world)
            // An answer of a process that was killed meanwhile never leaves it.
            guard database.isAlive else { return }
            world.judge.answered(arrival, result)
            reply.give(result)
        }
    }
}

/// Where an answer goes.
private final class Reply: @unchecked Sendable {
    let give: (Answer) -> Void

    init(_ give: @escaping (Answer) -> Void) {
        self.give = give
    }
}
