/// Writes the settings file that says nothing but the defaults, with a comment for each.
enum SettingsTemplate {
    /// The file's text.
    static func text() -> String {
        var lines = [
            "# Tessera's settings, each with its default. Flags and environment variables (TESSERA_…) override it.",
            "# `tessera config show` prints each effective value and its source.",
        ]
        var open: [String] = []
        for section in SettingCatalogue.sections {
            lines += ["", "# \(section.title)"]
            for setting in section.settings {
                let path = setting.key.split(separator: ".").map(String.init)
                let parents = Array(path.dropLast())
                var common = 0
                while common < min(open.count, parents.count), open[common] == parents[common] { common += 1 }
                for depth in common..<parents.count {
                    let prefix = parents[...depth].joined(separator: ".") + "."
                    lines.append(indent(depth) + (hasDefault(below: prefix) ? "" : "# ") + parents[depth] + ":")
                }
                open = parents
                lines += comment(setting, depth: parents.count)
                lines.append(indent(parents.count) + value(setting, name: path[path.count - 1]))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func indent(_ depth: Int) -> String {
        String(repeating: "  ", count: depth)
    }

    /// A parent without a child would be an empty key, which the reader rejects.
    private static func hasDefault(below prefix: String) -> Bool {
        SettingCatalogue.all.contains { $0.key.hasPrefix(prefix) && $0.defaultText != nil }
    }

    private static func comment(_ setting: SettingDefinition, depth: Int) -> [String] {
        let fallback = setting.defaultExplanation.map { " Default: \($0)." } ?? ""
        let text = "\(setting.summary)\(fallback) Expects \(setting.expectation)."
        return TextLayout.wrap(text, width: 100 - 2 * depth).map { indent(depth) + "# " + $0 }
    }

    private static func value(_ setting: SettingDefinition, name: String) -> String {
        if let text = setting.defaultText { return "\(name): \(quoted(text))" }
        // Some operators would use an example of a secret.
        return "# \(name): \(setting.isSecret ? "…" : quoted(setting.example))"
    }

    private static func quoted(_ text: String) -> String {
        if text.isEmpty { return "[]" }
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isPlain ? text : "\"\(text)\""
    }
}
