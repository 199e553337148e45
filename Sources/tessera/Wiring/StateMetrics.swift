import CoreMetrics
import Identity
import PersistenceSQLite

/// Reads what the password hasher and the database's writer count themselves, at each scrape.
struct StateMetrics: Sendable {
    private let state: LocalState
    private let registry: PrometheusRegistry
    private let hashing: [String: Gauge]
    private let database: [String: Gauge]

    /// Gauges in a registry for one state.
    init(_ state: LocalState, registry: PrometheusRegistry) {
        self.state = state
        self.registry = registry
        hashing = Self.gauges(
            ["running", "waiting", "refused", "seconds"],
            prefix: "tessera_password_hashing_",
            registry
        )
        database = Self.gauges(
            ["batches", "writes", "largest_batch", "waiting"],
            prefix: "tessera_database_",
            registry
        )
    }

    /// Every metric of the process as text, these brought up to date.
    func text() -> String {
        let hasher = state.identity.passwordHasher.statistics
        hashing["running"]?.record(hasher.running)
        hashing["waiting"]?.record(hasher.waiting)
        hashing["refused"]?.record(Double(hasher.refused))
        hashing["seconds"]?.record((hasher.averageMilliseconds ?? 0) / 1000)
        let writer = state.database.statistics
        database["batches"]?.record(writer.batches)
        database["writes"]?.record(writer.writes)
        database["largest_batch"]?.record(writer.largestBatch)
        database["waiting"]?.record(writer.waiting)
        return registry.text()
    }

    private static func gauges(_ names: [String], prefix: String, _ registry: PrometheusRegistry) -> [String: Gauge] {
        Dictionary(
            names.map { ($0, Gauge(label: prefix + $0, dimensions: [], factory: registry)) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}
