import CoreMetrics
import Synchronization

/// Our metrics factory: keeps every metric of the process and writes them in the Prometheus text format 0.0.4.
final class PrometheusRegistry: MetricsFactory {
    /// The `Content-Type` of the text.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    private struct Family {
        let kind: Kind
        var series: [PrometheusLabels: any PrometheusSeries] = [:]
    }

    private static let durationBounds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    private static let amountBounds: [Double] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096, 16_384, 65_536]
    /// A label with values from outside would otherwise fill the memory.
    private static let maximumSeries = 1000

    private let families = Mutex<[String: Family]>([:])

    /// Every metric as text, sorted by name and labels, with what the system says about the process itself.
    func text() -> String {
        // The lock is held for copying only: writing takes longer than a request should wait.
        let families = families.withLock { $0 }
        var text = ProcessMetrics.text()
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text += MetricCatalogue.header(name, kind: family.kind.rawValue)
            for (labels, series) in family.series.sorted(by: { $0.key.text < $1.key.text }) {
                text += series.samples(name: name, labels: labels)
            }
        }
        return text
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, "_total", .counter, dimensions) { PrometheusCounter() }
    }

    func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
        series(label, "_total", .counter, dimensions) { PrometheusFloatingPointCounter() }
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, "", .gauge, dimensions) { PrometheusGauge() }
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        guard aggregate else { return series(label, "", .gauge, dimensions) { PrometheusGauge() } as PrometheusGauge }
        return series(label, "", .histogram, dimensions) {
            PrometheusHistogram(bounds: Self.amountBounds)
        } as PrometheusHistogram
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, "_seconds", .histogram, dimensions) { PrometheusHistogram(bounds: Self.durationBounds) }
    }

    func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
    func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    /// The series of that name and those labels; the same one every time.
    private func series<Series: PrometheusSeries>(
        _ label: String,
        _ unit: String,
        _ kind: Kind,
        _ dimensions: [(String, String)],
        make: () -> Series
    ) -> Series {
        let clean = PrometheusName.metric(label)
        var name = clean.hasSuffix(unit) ? clean : clean + unit
        let labels = PrometheusLabels(dimensions)
        return families.withLock { families in
            // The format allows one kind for each name: a second kind gets a name of its own.
            if let family = families[name], family.kind != kind { name += "_" + kind.rawValue }
            var family = families[name] ?? Family(kind: kind)
            if let known = family.series[labels] as? Series { return known }
            let key = family.series.count < Self.maximumSeries ? labels : PrometheusLabels([("overflow", "true")])
            if let known = family.series[key] as? Series { return known }
            let series = make()
            family.series[key] = series
            families[name] = family
            return series
        }
    }

    private func remove(_ handler: AnyObject) {
        families.withLock { families in
            families = families.compactMapValues { family in
                var family = family
                family.series = family.series.filter { $0.value !== handler }
                return family.series.isEmpty ? nil : family
            }
        }
    }
}
