import Identity
import TesseraOAuth

/// One simulated world: a server, its disk, a network, devices with their tabs, thieves, administrators, verifiers, and a judge who
/// checks the invariants after every step.
///
/// Everything in it happens on one thread, one thing after the other, in an order that the seed alone decides.
final class World: @unchecked Sendable {
    /// When every world begins, in milliseconds since 1970-01-01T00:00:00Z.
    static let beginning: Int64 = 1_800_000_000_000

    let seed: UInt64
    let random: SeededRandom
    let plan: Plan
    let mutations: Mutations
    let disk: Disk
    let trace: Trace
    let executor = StepExecutor()
    private(set) var now = World.beginning
    private(set) var steps = 0
    /// While the agenda is worked off for the last time, nothing new is begun.
    var isCalm = false
    /// Whether no client sends attempt ids.
    var isPlain = false

    private var agenda = Agenda()
    private var active = 0
    private var parked: [Int: CheckedContinuation<Void, Never>] = [:]
    private var nextParked = 0
    private var turns: [Int] = []

    private(set) lazy var server = SimulatedServer(self)
    private(set) lazy var network = Network(self)
    private(set) lazy var judge = Judge(self)
    var accounts: [SimulatedAccount] = []
    var devices: [Device] = []
    var verifiers: [SimulatedVerifier] = []
    var thieves: [Thief] = []
    /// Status lists that were read before, by their tag.
    var lists: [String: StatusList] = [:]

    init(seed: UInt64, isLong: Bool, mutation: Mutation?, disk: Disk, keepsTrace: Bool) {
        self.seed = seed
        self.disk = disk
        random = SeededRandom(seed &* 0x2545_F491_4F6C_DD1D &+ 0x9E37)
        mutations = Mutations(mutation)
        trace = Trace(isKept: keepsTrace)
        plan = Plan(random, isLong: isLong)
    }

    /// Writes a line into the trace.
    func note(_ line: @autoclosure () -> String) {
        trace.note(at: now - Self.beginning, line())
    }

    // MARK: Time

    /// Lets something happen so many milliseconds from now.
    func after(_ milliseconds: Int64, _ action: @escaping () -> Void) {
        agenda.enter(at: now + max(0, milliseconds), action)
    }

    /// Works the agenda off until a moment, or until the judge has found something.
    func run(until limit: Int64) throws {
        while judge.violation == nil, let entry = agenda.next(until: limit) {
            now = max(now, entry.moment)
            steps += 1
            entry.action()
            try settle()
        }
        if judge.violation == nil { now = max(now, limit) }
    }

    /// Works the whole agenda off.
    func runToTheEnd() throws {
        while judge.violation == nil, let entry = agenda.next(until: .max) {
            now = max(now, entry.moment)
            steps += 1
            entry.action()
            try settle()
        }
    }

    /// Forgets what was to happen.
    func clearAgenda() {
        agenda.clear()
    }

    // MARK: Work of the engine

    /// Begins work of the engine on behalf of a request.
    func start(for arrival: Arrival? = nil, _ work: @escaping @Sendable () async -> Void) {
        active += 1
        Task(executorPreference: executor) {
            await SimulatedServer.$arrival.withValue(arrival) { await work() }
            self.active -= 1
        }
    }

    /// Begins to listen; it never keeps the world waiting.
    func listen(_ work: @escaping @Sendable () async -> Void) {
        Task(executorPreference: executor) { await work() }
    }

    /// Lets all work go on until it waits for a turn.
    func settle() throws {
        while true {
            try executor.run { active == 0 && !executor.hasJobs }
            guard !turns.isEmpty else { return }
            let turn = turns.removeFirst()
            guard let continuation = parked.removeValue(forKey: turn) else { continue }
            active += 1
            continuation.resume()
        }
    }

    /// Waits until the scheduler gives the turn back, so many milliseconds later.
    func turn(after milliseconds: Int64) async {
        active -= 1
        await withCheckedContinuation { continuation in
            let number = park(continuation)
            after(milliseconds) { self.turns.append(number) }
        }
    }

    /// The work that runs now will be resumed by a commit.
    func pause() {
        active -= 1
    }

    /// After a pause: waits for the turn, behind those whose writes came first.
    func turnAfterPause() async {
        await withCheckedContinuation { turns.append(park($0)) }
    }

    /// Gives everybody the turn who still waits for one.
    func releaseAll() throws {
        turns += parked.keys.sorted().filter { !turns.contains($0) }
        try settle()
    }

    private func park(_ continuation: CheckedContinuation<Void, Never>) -> Int {
        nextParked += 1
        parked[nextParked] = continuation
        return nextParked
    }
}
