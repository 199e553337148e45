import Foundation

/// How often something was done in a time.
struct Rate: Sendable {
    let operations: Int
    let seconds: Double
    let commits: Int
    /// Of all threads of this process.
    let processorSeconds: Double

    var json: String {
        let perCommit = commits == 0 ? "null" : String(format: "%.2f", Double(operations) / Double(commits))
        let processor = operations == 0 ? "null" : String(format: "%.2f", processorSeconds / Double(operations) * 1e6)
        return #"{"operations":\#(operations),"seconds":\#(String(format: "%.4f", seconds)),"#
            + #""operationsPerCommit":\#(perCommit),"serverMicroseconds":\#(processor)}"#
    }
}

// Runs an operation in several tasks at once, each on its own items in turn, until the time is over. The operation gives what
// takes its item's place; the items are given back as they are then.
func measure<Item: Sendable>(
    _ items: [Item],
    tasks: Int,
    seconds: Double,
    commits: @Sendable () -> Int,
    _ operation: @escaping @Sendable (Item) async throws -> Item
) async throws -> (Rate, [Item]) {
    guard items.count >= tasks else { throw BenchmarkFailure("more tasks than rows") }
    let commitsBefore = commits()
    let processorBefore = processorSeconds()
    let start = ContinuousClock.now
    let end = start + .seconds(seconds)
    var after: [Item] = []
    let operations = try await withThrowingTaskGroup(of: (Int, [Item]).self) { group in
        for task in 0..<tasks {
            let own = stride(from: task, to: items.count, by: tasks).map { items[$0] }
            group.addTask {
                var (own, count) = (own, 0)
                while ContinuousClock.now < end {
                    let index = count % own.count
                    own[index] = try await operation(own[index])
                    count += 1
                }
                return (count, own)
            }
        }
        var sum = 0
        for try await (count, own) in group {
            sum += count
            after += own
        }
        return sum
    }
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    let made = commits() - commitsBefore
    let rate = Rate(
        operations: operations,
        seconds: elapsed,
        commits: made,
        processorSeconds: processorSeconds() - processorBefore
    )
    return (rate, after)
}

/// The processor time that this process has taken so far, in seconds.
private func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    let (user, system) = (usage.ru_utime, usage.ru_stime)
    return Double(user.tv_sec + system.tv_sec) + Double(user.tv_usec + system.tv_usec) / 1e6
}
