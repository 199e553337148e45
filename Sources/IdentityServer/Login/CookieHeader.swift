/// Reads the `Cookie` header (RFC 6265 §4.2.1).
enum CookieHeader {
    /// The value of the cookie `name`; nil when there is none or there are two, since one is then forged.
    static func value(of name: String, in headers: [String]) -> String? {
        var found: String?
        for pair in headers.flatMap({ $0.split(separator: ";") }) {
            let parts = pair.trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0] == name else { continue }
            guard found == nil else { return nil }
            found = String(parts[1])
        }
        return found
    }
}
