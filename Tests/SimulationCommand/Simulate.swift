public import ArgumentParser
import Foundation
public import Simulation

/// Tries the session engine in simulated worlds.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Tries the session engine in simulated worlds, one for each seed, and checks its invariants after every step."
    )

    @Option(help: "Replay this seed and print what happens.")
    var seed: UInt64?

    @Option(help: "The first seed; a random one by default.")
    var first: UInt64?

    @Option(help: "How many seeds at the most.")
    var seeds = Int.max

    @Option(help: "For how many seconds at the most.")
    var seconds: Int?

    @Flag(help: "Let worlds last six times as long, so that rarer things happen in them.")
    var long = false

    @Flag(help: "Let no client send attempt ids.")
    var plain = false

    @Option(help: "How many worlds at a time.")
    var workers = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: "Make this mistake on purpose: \(Mutation.allCases.map(\.rawValue).joined(separator: ", ")).")
    var mutation: Mutation?

    @Option(
        help:
            "Let the worlds lie on the PostgreSQL at this connection URI, each simulator in a schema that it makes and removes."
    )
    var postgres: String?

    @Option(help: "For every mistake: find it so many times, and print after how many seeds it was found.")
    var survey: Int?

    private var storage: Storage { postgres.map { .postgreSQL($0) } ?? .sqlite }

    func run() throws {
        if let seed { return try replay(seed) }
        if let survey { return try takeSurvey(survey) }
        let first = first ?? UInt64.random(in: 1...1_000_000_000)
        say("simulate: from seed \(first), \(workers) at a time")
        let summary = Campaign(
            first: first,
            count: seeds,
            timeLimit: seconds.map { .seconds($0) },
            workers: workers,
            isLong: long,
            isPlain: plain,
            mutation: mutation,
            storage: storage
        ).run { done in
            if done.isMultiple(of: 2_000) { say("simulate: \(done) seeds") }
        }
        if let failure = summary.failure {
            say("simulate: FAILED: \(failure)")
            throw ExitCode.failure
        }
        if let (seed, violation) = summary.violations.min(by: { $0.key < $1.key }) {
            try replay(seed, expecting: violation)
        }
        let took = Double(summary.duration.components.seconds) + Double(summary.duration.components.attoseconds) / 1e18
        let figures = [
            String(format: "%d seeds in %.1f s (%.0f seeds/s)", summary.seeds, took, Double(summary.seeds) / took),
            "\(summary.steps / max(1, summary.seeds)) steps and \(summary.commits / max(1, summary.seeds)) commits each",
            "\(summary.replacements) lost answers replaced",
        ]
        say("simulate: every invariant held: \(figures.joined(separator: ", "))")
    }

    /// Runs a seed once more, with its trace.
    private func replay(_ seed: UInt64, expecting expected: Violation? = nil) throws {
        let outcome = try Simulator(storage).run(
            seed,
            isLong: long,
            isPlain: plain,
            mutation: mutation,
            keepsTrace: true
        )
        for line in outcome.trace { say(line) }
        guard let violation = outcome.violation ?? expected else {
            return say("simulate: seed \(seed): every invariant held, \(outcome.steps) steps")
        }
        say("simulate: seed \(seed) FAILED: \(violation)")
        let kind = (long ? " LONG=yes" : "") + (plain ? " PLAIN=yes" : "")
        say("simulate: replay it with: make simulate SEED=\(seed)\(kind)")
        throw ExitCode.failure
    }

    private func takeSurvey(_ times: Int) throws {
        let simulator = try Simulator(storage)
        for mutation in Mutation.allCases {
            var counts: [Int] = []
            var invariants: Set<String> = []
            var count = 0
            var seed = first ?? 1
            while counts.count < times, count < 3_000 {
                count += 1
                if let violation = try simulator.run(seed, isLong: long, isPlain: plain, mutation: mutation).violation {
                    counts.append(count)
                    invariants.insert(String(violation.invariant.rawValue.prefix(1)))
                    count = 0
                }
                seed += 1
            }
            counts.sort()
            let median = counts.isEmpty ? "never" : "\(counts[counts.count / 2])"
            let worst = counts.last.map(String.init) ?? "-"
            say("\(mutation.rawValue): median \(median), most \(worst), invariants \(invariants.sorted())")
        }
    }
}

extension Mutation: ExpressibleByArgument {}

/// Prints a line at once, also into a pipe.
private func say(_ line: String) {
    FileHandle.standardOutput.write(Data("\(line)\n".utf8))
}
