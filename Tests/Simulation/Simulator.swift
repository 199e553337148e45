// Simulation owns a world in which the session engine is tried: the real rules and the real SQL, a virtual clock, a network that
// loses and delays, a server that crashes, clients that follow the protocol, thieves, administrators and verifiers, all of it decided
// by one number, the seed. It is a tool of the tests: nothing that is shipped imports it.

/// Runs seeds, one after the other, on a disk of its own.
public final class Simulator: @unchecked Sendable {
    /// What came of a seed.
    public struct Outcome: Sendable {
        /// The seed.
        public let seed: UInt64
        /// What did not hold; nil when all is well.
        public let violation: Violation?
        /// How many steps there were.
        public let steps: Int
        /// How many commits the server made.
        public let commits: Int
        /// How many lost answers were replaced.
        public let replacements: Int
        /// What happened, if that was asked for.
        public let trace: [String]
    }

    private let disk: Disk

    /// A simulator with an empty disk.
    ///
    /// - Parameter storage: which database system the worlds lie on.
    /// - Throws: what the database throws.
    public init(_ storage: Storage = .sqlite) throws {
        disk = try Disk(storage)
    }

    /// Runs a seed.
    ///
    /// - Parameters:
    ///   - seed: decides everything.
    ///   - isLong: whether the world lasts six times as long, so that rarer things happen in it.
    ///   - isPlain: whether no client in it sends attempt ids.
    ///   - mutation: a mistake to make on purpose.
    ///   - keepsTrace: whether to write down what happens.
    /// - Returns: what came of it.
    /// - Throws: when the simulation itself fails.
    public func run(
        _ seed: UInt64,
        isLong: Bool = false,
        isPlain: Bool = false,
        mutation: Mutation? = nil,
        keepsTrace: Bool = false
    ) throws -> Outcome {
        try disk.wipe()
        let world = World(seed: seed, isLong: isLong, mutation: mutation, disk: disk, keepsTrace: keepsTrace)
        world.isPlain = isPlain
        try world.people()
        try world.run(until: world.now + world.plan.duration)
        if world.judge.violation == nil { try world.end() }
        let outcome = Outcome(
            seed: seed,
            violation: world.judge.violation,
            steps: world.steps,
            commits: world.server.commits,
            replacements: world.judge.stories.values.reduce(0) { $0 + $1.steps.count { $0.isReplacement } },
            trace: world.trace.lines
        )
        world.clearAgenda()
        world.server.stop()
        try world.releaseAll()
        return outcome
    }
}
