/// Text from outside made fit for a terminal line.
enum SafeText {
    /// The text without characters that could move the cursor or forge a line, and not longer than `limit` characters.
    static func printable(_ text: String, limit: Int = 120) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(limit) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
                result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result) + (text.unicodeScalars.count > limit ? "…" : "")
    }
}
