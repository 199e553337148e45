import Dispatch
import Synchronization

/// Many seeds, on as many threads as wished, until they are done, time is up or something is found.
public struct Campaign: Sendable {
    /// The first seed.
    public var first: UInt64
    /// How many seeds at the most.
    public var count: Int
    /// For how long at the most.
    public var timeLimit: Duration?
    /// How many worlds at a time; each is on a thread of its own.
    public var workers: Int
    /// Whether the worlds last six times as long.
    public var isLong: Bool
    /// Whether no client in them sends attempt ids.
    public var isPlain: Bool
    /// A mistake to make on purpose.
    public var mutation: Mutation?
    /// Which database system the worlds lie on.
    public var storage: Storage

    /// What came of it.
    public struct Summary: Sendable {
        /// How many seeds were run.
        public var seeds = 0
        /// How many steps they had.
        public var steps = 0
        /// How many commits the servers made.
        public var commits = 0
        /// How many lost answers were replaced.
        public var replacements = 0
        /// The violations that were found, by seed.
        public var violations: [UInt64: Violation] = [:]
        /// How long it took.
        public var duration: Duration = .zero
        /// The failure of the simulation itself, if it failed.
        public var failure: String?
    }

    /// A campaign.
    ///
    /// - Parameters:
    ///   - first: the first seed.
    ///   - count: how many seeds at the most.
    ///   - timeLimit: for how long at the most; nil for no limit.
    ///   - workers: how many worlds at a time.
    ///   - isLong: whether the worlds last six times as long.
    ///   - isPlain: whether no client in them sends attempt ids.
    ///   - mutation: a mistake to make on purpose.
    ///   - storage: which database system the worlds lie on.
    public init(
        first: UInt64 = 1,
        count: Int,
        timeLimit: Duration? = nil,
        workers: Int = 2,
        isLong: Bool = false,
        isPlain: Bool = false,
        mutation: Mutation? = nil,
        storage: Storage = .sqlite
    ) {
        self.first = first
        self.count = count
        self.timeLimit = timeLimit
        self.workers = max(1, workers)
        self.isLong = isLong
        self.isPlain = isPlain
        self.mutation = mutation
        self.storage = storage
    }

    /// Runs it; stops at the first violation.
    ///
    /// - Parameter progress: called now and then, with how many seeds are done.
    /// - Returns: what came of it.
    public func run(progress: @escaping @Sendable (Int) -> Void = { _ in }) -> Summary {
        let shared = Shared()
        let clock = ContinuousClock()
        let start = clock.now
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            do {
                let simulator = try Simulator(storage)
                while let number = shared.take(upTo: count) {
                    if let timeLimit, clock.now - start > timeLimit { break }
                    let outcome = try simulator.run(
                        first &+ UInt64(number),
                        isLong: isLong,
                        isPlain: isPlain,
                        mutation: mutation
                    )
                    let done = shared.add(outcome)
                    if done.isMultiple(of: 100) { progress(done) }
                    if outcome.violation != nil { shared.stop() }
                }
            } catch {
                shared.fail("\(error)")
            }
        }
        return shared.summary(clock.now - start)
    }
}

/// What the threads of a campaign share.
private final class Shared: Sendable {
    private struct State {
        var next = 0
        var isStopped = false
        var summary = Campaign.Summary()
    }

    private let state = Mutex(State())

    func take(upTo count: Int) -> Int? {
        state.withLock { state in
            guard !state.isStopped, state.next < count else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    func add(_ outcome: Simulator.Outcome) -> Int {
        state.withLock { state in
            state.summary.seeds += 1
            state.summary.steps += outcome.steps
            state.summary.commits += outcome.commits
            state.summary.replacements += outcome.replacements
            if let violation = outcome.violation { state.summary.violations[outcome.seed] = violation }
            return state.summary.seeds
        }
    }

    func stop() {
        state.withLock { $0.isStopped = true }
    }

    func fail(_ reason: String) {
        state.withLock { state in
            state.isStopped = true
            state.summary.failure = reason
        }
    }

    func summary(_ duration: Duration) -> Campaign.Summary {
        state.withLock { state in
            state.summary.duration = duration
            return state.summary
        }
    }
}
