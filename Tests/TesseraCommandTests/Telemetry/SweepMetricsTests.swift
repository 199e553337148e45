import Identity
import Testing

@testable import tessera

@Suite struct `The metrics of the sweeps` {
    @Test func `have one series for each kind from the first scrape on, and no others`() {
        let registry = PrometheusRegistry()
        SweepMetrics(registry: registry).record([:])
        let lines = registry.text().split(separator: "\n")
        for name in ["rows", "failures", "longest_hold_seconds", "backlog_seconds"] {
            let found = lines.filter { $0.hasPrefix("tessera_sweep_\(name){") }
            #expect(Set(found) == Set(SweepKind.allCases.map { "tessera_sweep_\(name){kind=\"\($0.rawValue)\"} 0" }))
        }
    }
}
