/// The part of `Cache-Control` that says how long an answer is fresh (RFC 9111 §5.2.2).
enum CacheControl {
    /// The lifetime that an answer states.
    /// - Parameter header: The header's value, or `nil`.
    /// - Returns: `max-age`; zero for `no-store` and `no-cache`; `nil` when nothing, or nothing legible, is stated.
    static func lifetime(_ header: String?) -> Duration? {
        guard let header else { return nil }
        var lifetime: Duration?
        for directive in header.split(separator: ",") {
            let parts = directive.split(separator: "=", maxSplits: 1).map { trimmed($0).lowercased() }
            switch (parts.first, parts.dropFirst().first) {
            case ("no-store", _), ("no-cache", nil):
                return .zero
            case ("max-age", let value?):
                // A repeated directive: the shortest one counts (RFC 9111 §4.2.1).
                guard let seconds = deltaSeconds(value) else { return .zero }
                lifetime = min(lifetime ?? .seconds(seconds), .seconds(seconds))
            default:
                continue
            }
        }
        return lifetime
    }

    /// RFC 9111 §1.2.2: digits, possibly quoted; what is too large counts as 2^31.
    private static func deltaSeconds(_ text: String) -> Int64? {
        let digits = text.hasPrefix("\"") && text.hasSuffix("\"") ? text.dropFirst().dropLast() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return min(Int64(digits) ?? 1 << 31, 1 << 31)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
