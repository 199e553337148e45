/// What each of our metrics means, in the words of its `HELP` line, and whether it only grows.
enum MetricCatalogue {
    /// What is known of one metric.
    struct Entry: Sendable {
        let help: String
        /// Whether its value only grows while the process lives, though it is set as a whole.
        let isCounter: Bool
    }

    /// The entry of a metric; nil for one of a library.
    static func entry(_ name: String) -> Entry? { entries[name] }

    private static let entries: [String: Entry] = [
        "http_requests_total": counter("Requests answered, by method, route and class of status."),
        "http_request_duration_seconds": gauge("Time from a request's header to the end of its response."),
        "process_cpu_seconds_total": counter("Processor time that the process has used."),
        "process_open_fds": gauge("Open file descriptors."),
        "process_resident_memory_bytes": gauge("Memory of the process that is resident."),
        "tessera_build_info": gauge("Always 1; the label names the version."),
        "tessera_clock_lead_seconds": gauge("How far the database's clock is ahead of this machine's."),
        "tessera_database_batches": counter("SQLite: transactions of the writer, each with one or more writes."),
        "tessera_database_commits": counter("PostgreSQL: transactions with writes."),
        "tessera_database_connections": gauge("PostgreSQL: open connections."),
        "tessera_database_connects": counter(
            "PostgreSQL: connections made. A steady rise means that connections are lost."
        ),
        "tessera_database_failing": gauge("1 while the last operation of this kind failed, else 0."),
        "tessera_database_failures": counter("Failed operations on the database, by cause."),
        "tessera_database_largest_batch": gauge("SQLite: the most writes that shared one commit."),
        "tessera_database_reads": counter("PostgreSQL: reads."),
        "tessera_database_refused": counter("SQLite: writes refused because too many waited."),
        "tessera_database_retries": counter(
            "PostgreSQL: transactions run again after a conflict or a lost connection."
        ),
        "tessera_database_waiting": gauge("Reads and writes that wait for their turn."),
        "tessera_database_writes": counter("Writes."),
        "tessera_password_hashing_refused": counter(
            "Password checks refused because the wait would have been too long."
        ),
        "tessera_password_hashing_running": gauge("Passwords being hashed."),
        "tessera_password_hashing_seconds": gauge("Average time of a password hash."),
        "tessera_password_hashing_waiting": gauge("Password checks that wait for their turn."),
        "tessera_sweep_backlog_seconds": gauge("For how long the oldest row of this kind has been due for removal."),
        "tessera_sweep_failures": counter("Failed batches of the sweep of this kind."),
        "tessera_sweep_long_batches": counter("Batches of the sweep that held the database for more than 20 ms."),
        "tessera_sweep_longest_hold_seconds": gauge("The longest that a batch of the sweep held the database."),
        "tessera_sweep_rows": counter("Rows removed or written by the sweep of this kind."),
    ]

    private static func counter(_ help: String) -> Entry { Entry(help: help, isCounter: true) }
    private static func gauge(_ help: String) -> Entry { Entry(help: help, isCounter: false) }

    /// The lines that stand before a metric's samples.
    ///
    /// - Parameters:
    ///   - name: The metric.
    ///   - kind: `counter`, `gauge` or `histogram`, as it is recorded.
    /// - Returns: The lines, each with its end.
    static func header(_ name: String, kind: String) -> String {
        guard let entry = entry(name) else { return "# TYPE \(name) \(kind)\n" }
        let shown = entry.isCounter && kind == "gauge" ? "counter" : kind
        return "# HELP \(name) \(entry.help)\n# TYPE \(name) \(shown)\n"
    }
}
