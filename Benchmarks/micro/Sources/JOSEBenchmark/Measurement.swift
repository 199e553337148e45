#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

struct BenchmarkFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Keeps the optimiser from dropping a result.
@inline(never)
func blackHole<Value>(_ value: Value) {}

func require(_ condition: Bool) throws {
    guard condition else { throw BenchmarkFailure("a valid signature was refused") }
}

/// One way to do a thing.
struct Candidate: Sendable {
    let name: String
    let run: @Sendable (_ count: Int) async throws -> Void

    static func synchronous(_ name: String, _ body: @escaping @Sendable () throws -> Void) -> Candidate {
        Candidate(name: name) { count in for _ in 0..<count { try body() } }
    }
}

/// Runs the candidates in turn, round after round, so that load which comes and goes meets all of them alike.
/// - Returns: The median of operations per second of processor time, by name.
func measure(_ candidates: [Candidate], rounds: Int, batch: Duration) async throws -> [String: Double] {
    var counts: [String: Int] = [:]
    for candidate in candidates {
        try await candidate.run(20)
        let time = try await processorTime { try await candidate.run(50) }
        counts[candidate.name] = max(20, Int(50 * (batch / time)))
    }
    var rates: [String: [Double]] = [:]
    for _ in 0..<rounds {
        for candidate in candidates {
            let count = counts[candidate.name] ?? 20
            let time = try await processorTime { try await candidate.run(count) }
            rates[candidate.name, default: []].append(Double(count) / time.inSeconds)
        }
    }
    return rates.mapValues { $0.sorted()[$0.count / 2] }
}

/// Runs the candidates in turn, each by several tasks at once.
/// - Returns: The median of operations per second of the clock on the wall, by name.
func measureTogether(
    _ candidates: [Candidate],
    tasks: Int,
    rounds: Int,
    counts: [String: Int]
) async throws -> [String: Double] {
    var rates: [String: [Double]] = [:]
    for _ in 0..<rounds {
        for candidate in candidates {
            let count = counts[candidate.name] ?? 20
            let time = try await ContinuousClock().measure {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<tasks { group.addTask { try await candidate.run(count) } }
                    try await group.waitForAll()
                }
            }
            rates[candidate.name, default: []].append(Double(count * tasks) / time.inSeconds)
        }
    }
    return rates.mapValues { $0.sorted()[$0.count / 2] }
}

/// The processor time that the process spends, in all its threads: what other programs do on the machine hardly shows.
private func processorTime(_ body: () async throws -> Void) async rethrows -> Duration {
    let start = clock()
    try await body()
    // POSIX fixes the unit of clock() to microseconds.
    return max(.microseconds(clock() - start), .microseconds(1))
}

extension Duration {
    fileprivate var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
