import CoreMetrics
import Identity
import PersistencePostgres
import PersistenceSQLite

/// Reads what the password hasher and the database count themselves, at each scrape.
struct StateMetrics: Sendable {
    private let state: OpenState
    private let registry: PrometheusRegistry
    private let hashing: [String: Gauge]
    private let database: [String: Gauge]
    private let failing: [StorageFailure.Operation: Gauge]
    private let failures: [StorageFailure.Cause: Gauge]
    private let clock: Gauge
    private let sweeps: SweepMetrics

    /// Gauges in a registry for one state.
    init(_ state: OpenState, registry: PrometheusRegistry) {
        self.state = state
        self.registry = registry
        hashing = Self.gauges(
            ["running", "waiting", "refused", "seconds"],
            prefix: "tessera_password_hashing_",
            registry
        )
        database = Self.gauges(Array(state.database.figures.keys), prefix: "tessera_database_", registry)
        failing = Self.gauges(
            StorageFailure.Operation.allCases,
            label: "tessera_database_failing",
            dimension: "operation",
            registry
        )
        failures = Self.gauges(
            StorageFailure.Cause.allCases,
            label: "tessera_database_failures",
            dimension: "cause",
            registry
        )
        clock = Gauge(label: "tessera_clock_lead_seconds", dimensions: [], factory: registry)
        sweeps = SweepMetrics(registry: registry)
    }

    /// Every metric of the process as text, these brought up to date.
    func text() -> String {
        let hasher = state.identity.passwordHasher.statistics
        hashing["running"]?.record(hasher.running)
        hashing["waiting"]?.record(hasher.waiting)
        hashing["refused"]?.record(Double(hasher.refused))
        hashing["seconds"]?.record((hasher.averageMilliseconds ?? 0) / 1000)
        for (name, figure) in state.database.figures { database[name]?.record(figure) }
        let (troubles, counts) = (state.identity.storage.failing, state.identity.storage.failures)
        for (operation, gauge) in failing { gauge.record(troubles[operation] == nil ? 0 : 1) }
        for (cause, gauge) in failures { gauge.record(counts[cause] ?? 0) }
        clock.record(Double(state.clock.lead.wholeMilliseconds) / 1000)
        sweeps.record(state.identity.sweeps)
        return registry.text()
    }

    /// A gauge for each value of a closed set.
    private static func gauges<Value: Hashable & RawRepresentable<String>>(
        _ values: [Value],
        label: String,
        dimension: String,
        _ registry: PrometheusRegistry
    ) -> [Value: Gauge] {
        Dictionary(
            values.map { ($0, Gauge(label: label, dimensions: [(dimension, $0.rawValue)], factory: registry)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private static func gauges(_ names: [String], prefix: String, _ registry: PrometheusRegistry) -> [String: Gauge] {
        Dictionary(
            names.map { ($0, Gauge(label: prefix + $0, dimensions: [], factory: registry)) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

extension OpenDatabase {
    /// What the database counts, by the names of the metrics.
    fileprivate var figures: [String: Int] {
        switch self {
        case .sqlite(let database):
            let writer = database.statistics
            return [
                "batches": writer.batches, "writes": writer.writes, "largest_batch": writer.largestBatch,
                "waiting": writer.waiting, "refused": writer.refused,
            ]
        case .postgreSQL(let database):
            let pool = database.statistics
            return [
                "reads": pool.reads, "writes": pool.writes, "commits": pool.commits, "retries": pool.retries,
                "connects": pool.connects, "connections": pool.connections, "waiting": pool.waiting,
            ]
        }
    }
}
