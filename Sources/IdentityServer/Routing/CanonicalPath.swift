/// The one spelling of a path under which anything is found.
///
/// `//metrics`, `/metrics/`, `/./metrics` and `/%6Detrics` are other paths than `/metrics` to a proxy whose rules name that path, so they
/// are nothing here: else a rule that keeps strangers out would be passed by another spelling.
enum CanonicalPath {
    /// Whether the path begins with a slash, has no empty, `.` or `..` segment (RFC 3986 §3.3) and nothing percent-encoded.
    ///
    /// No path that there is, and no id within one, needs an encoded character.
    static func isCanonical(_ path: String) -> Bool {
        guard path != "/" else { return true }
        guard path.utf8.first == UInt8(ascii: "/"), !path.utf8.contains(UInt8(ascii: "%")) else { return false }
        return path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }
}
