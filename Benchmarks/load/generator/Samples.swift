import Foundation

/// What came of a stream's requests.
struct Samples {
    /// The times of one kind of outcome, from due to answered, in microseconds.
    private var times: [Outcome: [UInt32]] = [:]
    private var statuses: [Int: Int] = [:]
    private var windows: [Int: WindowReport] = [:]
    private(set) var failures = 0
    private var missingRetryAfter = 0
    /// Requests that were not sent, since there was no session to send them for.
    private(set) var skipped = 0
    /// The longest that a request was sent after it was due: how well the generator itself kept up.
    private(set) var largestLateness: Int64 = 0

    static let windowNanoseconds: Int64 = 100_000_000

    private enum Outcome { case good, refused, other }

    mutating func sent(due: Int64, at now: Int64) {
        largestLateness = max(largestLateness, now - due)
    }

    mutating func skip() { skipped += 1 }

    mutating func answered(_ answer: Answer, due: Int64, at now: Int64) {
        let microseconds = UInt32(clamping: (now - due) / 1000)
        let outcome: Outcome =
            switch answer.status {
            case 200..<300: .good
            case 503: .refused
            default: .other
            }
        times[outcome, default: []].append(microseconds)
        statuses[answer.status, default: 0] += 1
        if outcome == .refused, !answer.hasRetryAfter { missingRetryAfter += 1 }
        record(due) { window in
            switch outcome {
            case .good:
                window.good += 1
                window.worstMilliseconds = max(window.worstMilliseconds, Double(microseconds) / 1000)
            case .refused: window.refused += 1
            case .other: window.failed += 1
            }
        }
    }

    mutating func failed(due: Int64) {
        failures += 1
        record(due) { $0.failed += 1 }
    }

    private mutating func record(_ due: Int64, _ change: (inout WindowReport) -> Void) {
        let index = Int(due / Self.windowNanoseconds)
        change(&windows[index, default: WindowReport(seconds: Double(index) * Double(Self.windowNanoseconds) / 1e9)])
    }

    func report(_ stream: LoadStream, seconds: Double) -> StreamReport {
        StreamReport(
            name: stream.name,
            statuses: Dictionary(uniqueKeysWithValues: statuses.map { (String($0.key), $0.value) }),
            good: TimeReport(times[.good] ?? []),
            refused: TimeReport(times[.refused] ?? []),
            failures: failures,
            skipped: skipped,
            refusedWithoutRetryAfter: missingRetryAfter,
            goodPerSecond: Double(times[.good]?.count ?? 0) / seconds,
            largestLatenessMilliseconds: Double(largestLateness) / 1e6,
            windows: windows.sorted { $0.key < $1.key }.map(\.value)
        )
    }
}

/// The whole of what is printed.
struct LoadReport: Encodable, Sendable {
    let streams: [StreamReport]
    let connections: Int
}

/// One stream's outcome.
struct StreamReport: Encodable, Sendable {
    let name: String
    let statuses: [String: Int]
    /// Answers with 2xx.
    let good: TimeReport
    /// Answers with 503.
    let refused: TimeReport
    /// Requests without an answer: the connection could not be made, broke, or ten seconds went by.
    let failures: Int
    let skipped: Int
    let refusedWithoutRetryAfter: Int
    let goodPerSecond: Double
    let largestLatenessMilliseconds: Double
    let windows: [WindowReport]
}

/// Milliseconds from due to answered.
struct TimeReport: Encodable, Sendable {
    let count: Int
    let p50: Double
    let p99: Double
    let p999: Double
    let largest: Double

    init(_ microseconds: [UInt32]) {
        let sorted = microseconds.sorted()
        func percentile(_ part: Double) -> Double {
            guard !sorted.isEmpty else { return 0 }
            // The smallest value that so many are not larger than.
            let rank = Int((part * Double(sorted.count)).rounded(.up))
            return Double(sorted[min(max(rank, 1), sorted.count) - 1]) / 1000
        }
        count = sorted.count
        (p50, p99, p999, largest) = (percentile(0.5), percentile(0.99), percentile(0.999), percentile(1))
    }
}

/// What was due within a tenth of a second.
struct WindowReport: Encodable, Sendable {
    let seconds: Double
    var good = 0
    var refused = 0
    var failed = 0
    var worstMilliseconds = 0.0
}

/// The natural logarithm.
func logarithm(_ value: Double) -> Double { log(value) }
