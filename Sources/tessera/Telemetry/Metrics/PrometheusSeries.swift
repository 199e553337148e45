import CoreMetrics
import Synchronization

/// One time series: a metric's name with one set of labels.
protocol PrometheusSeries: AnyObject, Sendable {
    /// The sample lines, each with its line end.
    func samples(name: String, labels: PrometheusLabels) -> String
}

/// A value that only grows.
final class PrometheusCounter: PrometheusSeries, CounterHandler {
    private let value = Atomic<Int64>(0)

    func increment(by amount: Int64) {
        value.wrappingAdd(max(0, amount), ordering: .relaxed)
    }

    func reset() {
        value.store(0, ordering: .relaxed)
    }

    func samples(name: String, labels: PrometheusLabels) -> String {
        "\(name)\(labels.braces()) \(value.load(ordering: .relaxed))\n"
    }
}

/// A value with a fraction that only grows.
final class PrometheusFloatingPointCounter: PrometheusSeries, FloatingPointCounterHandler {
    private let value = Mutex(0.0)

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        value.withLock { $0 += amount }
    }

    func reset() {
        value.withLock { $0 = 0 }
    }

    func samples(name: String, labels: PrometheusLabels) -> String {
        "\(name)\(labels.braces()) \(PrometheusNumber.text(value.withLock { $0 }))\n"
    }
}

/// A value that goes up and down.
final class PrometheusGauge: PrometheusSeries, MeterHandler, RecorderHandler {
    private let value = Mutex(0.0)

    func set(_ new: Int64) { set(Double(new)) }

    func set(_ new: Double) {
        value.withLock { $0 = new }
    }

    func increment(by amount: Double) {
        value.withLock { $0 += amount }
    }

    func decrement(by amount: Double) {
        value.withLock { $0 -= amount }
    }

    func record(_ new: Int64) { set(Double(new)) }

    func record(_ new: Double) { set(new) }

    func samples(name: String, labels: PrometheusLabels) -> String {
        "\(name)\(labels.braces()) \(PrometheusNumber.text(value.withLock { $0 }))\n"
    }
}

/// How values are spread over buckets.
final class PrometheusHistogram: PrometheusSeries, RecorderHandler, TimerHandler {
    private struct State {
        var counts: [UInt64]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    /// A histogram.
    ///
    /// - Parameter bounds: The upper bounds of the buckets, ascending; the last bucket, without a bound, is added.
    init(bounds: [Double]) {
        self.bounds = bounds
        self.state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    /// Durations are exported in seconds, Prometheus' base unit.
    func recordNanoseconds(_ duration: Int64) {
        record(Double(duration) / 1e9)
    }

    func samples(name: String, labels: PrometheusLabels) -> String {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        var text = ""
        var total: UInt64 = 0
        for (bound, count) in zip(bounds + [.infinity], counts) {
            total += count
            text += "\(name)_bucket\(labels.braces(with: "le=\"\(PrometheusNumber.text(bound))\"")) \(total)\n"
        }
        text += "\(name)_sum\(labels.braces()) \(PrometheusNumber.text(sum))\n"
        text += "\(name)_count\(labels.braces()) \(total)\n"
        return text
    }
}

/// Numbers as the Prometheus text format writes them.
enum PrometheusNumber {
    /// `0.005`, `12`, `+Inf`, `-Inf`, `NaN`.
    static func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if let whole = Int64(exactly: value) { return String(whole) }
        return String(value)
    }
}
