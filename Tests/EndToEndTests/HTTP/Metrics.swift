/// Reads the text format of Prometheus.
enum Metrics {
    /// The metrics whose `TYPE` line has no `HELP` line before it.
    static func withoutHelp(_ text: String) -> [String] {
        let lines = text.split(separator: "\n")
        return lines.indices.compactMap { index in
            let words = lines[index].split(separator: " ")
            guard words.count == 4, words[1] == "TYPE" else { return nil }
            let isHelped = index > 0 && lines[index - 1].hasPrefix("# HELP \(words[2]) ")
            return isHelped ? nil : String(words[2])
        }
    }
}
