import Foundation

/// What the system says about this process, under the names that every Prometheus client uses for it.
enum ProcessMetrics {
    /// The samples, read again each time; samples that the system does not provide are left out.
    static func text() -> String {
        var text =
            MetricCatalogue.header("tessera_build_info", kind: "gauge")
            + "tessera_build_info{version=\"\(Version.current)\"} 1\n"
        if let fields = statistics(), fields.count > 21 {
            // Fields 14 and 15 of proc(5) stat (times in ticks), 24 (resident pages); the list begins at field 3.
            let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
            if let user = Double(fields[11]), let system = Double(fields[12]), ticks > 0 {
                let seconds = PrometheusNumber.text((user + system) / ticks)
                text +=
                    MetricCatalogue.header("process_cpu_seconds_total", kind: "counter")
                    + "process_cpu_seconds_total \(seconds)\n"
            }
            if let pages = Int(fields[21]) {
                let bytes = pages * Int(sysconf(Int32(_SC_PAGESIZE)))
                text +=
                    MetricCatalogue.header("process_resident_memory_bytes", kind: "gauge")
                    + "process_resident_memory_bytes \(bytes)\n"
            }
        }
        if let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            text +=
                MetricCatalogue.header("process_open_fds", kind: "gauge") + "process_open_fds \(descriptors.count)\n"
        }
        return text
    }

    /// The fields of `/proc/self/stat` after the command's name (which may contain spaces and parentheses).
    private static func statistics() -> [Substring]? {
        guard let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8) else { return nil }
        guard let end = stat.lastIndex(of: ")") else { return nil }
        return stat[stat.index(after: end)...].split { $0.isWhitespace }
    }
}
