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
struct Candidate {
    let name: String
    let run: (_ count: Int) async throws -> Void

    static func synchronous(_ name: String, _ body: @escaping () throws -> Void) -> Candidate {
        Candidate(name: name) { count in for _ in 0..<count { try body() } }
    }
}

/// Runs the candidates in turn, round after round, so that load which comes and goes meets all of them alike.
/// - Returns: The median of operations per second, by name.
func measure(_ candidates: [Candidate], rounds: Int, batch: Duration) async throws -> [String: Double] {
    let clock = ContinuousClock()
    var counts: [String: Int] = [:]
    for candidate in candidates {
        try await candidate.run(20)
        let time = try await clock.measure { try await candidate.run(50) }
        counts[candidate.name] = max(20, Int(50 * (batch / time)))
    }
    var rates: [String: [Double]] = [:]
    for _ in 0..<rounds {
        for candidate in candidates {
            let count = counts[candidate.name] ?? 20
            let time = try await clock.measure { try await candidate.run(count) }
            rates[candidate.name, default: []].append(Double(count) / (time / .seconds(1)))
        }
    }
    return rates.mapValues { $0.sorted()[$0.count / 2] }
}
