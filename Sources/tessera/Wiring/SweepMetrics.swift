import CoreMetrics
import Identity

/// Reads what the sweeps count themselves, at each scrape: one series a kind, whether it has done anything or not.
struct SweepMetrics: Sendable {
    private struct Series: Sendable {
        let rows: Gauge
        let failures: Gauge
        let longestHold: Gauge
        let longBatches: Gauge
        let backlog: Gauge
    }

    private let series: [SweepKind: Series]

    /// Gauges in a registry.
    init(registry: PrometheusRegistry) {
        series = Dictionary(
            SweepKind.allCases.map { kind in
                func gauge(_ name: String) -> Gauge {
                    Gauge(label: "tessera_sweep_" + name, dimensions: [("kind", kind.rawValue)], factory: registry)
                }
                return (
                    kind,
                    Series(
                        rows: gauge("rows"),
                        failures: gauge("failures"),
                        longestHold: gauge("longest_hold_seconds"),
                        longBatches: gauge("long_batches"),
                        backlog: gauge("backlog_seconds")
                    )
                )
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Brings the gauges up to date.
    func record(_ statistics: [SweepKind: SweepStatistics]) {
        for (kind, series) in series {
            let found = statistics[kind] ?? SweepStatistics()
            series.rows.record(found.rows)
            series.failures.record(found.failures)
            series.longestHold.record(found.longestHold / .seconds(1))
            series.longBatches.record(found.longBatches)
            series.backlog.record(found.backlog / .seconds(1))
        }
    }
}
