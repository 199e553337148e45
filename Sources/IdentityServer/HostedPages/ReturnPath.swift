import WebValues

/// Where a person goes on after signing in: a path of this server, or a page of an origin on the allow-list.
///
/// Pure. Whatever could be read as another host by any browser is not repaired but replaced by ``fallback``.
struct ReturnPath: Sendable, Hashable {
    /// Where everybody goes who came from nowhere.
    static let fallback = AccountPage.path
    private static let maximumLength = 2048

    /// A path that begins with one slash, or a URL.
    ///
    /// Visible ASCII only.
    let location: String

    /// Reads the parameter `return`.
    ///
    /// - Parameters:
    ///   - text: the parameter, decoded once; nil when there is none.
    ///   - origins: where besides this server one may go.
    init(_ text: String?, origins: AllowedOrigins) {
        guard let text, Self.isPermitted(text, origins) else {
            location = Self.fallback
            return
        }
        location = text
    }

    /// Whether it leads to a URL and not to a path of this server.
    var isURL: Bool { !location.hasPrefix("/") }

    /// Whether nobody asked for anything else.
    var isFallback: Bool { location == Self.fallback }

    private static func isPermitted(_ text: String, _ origins: AllowedOrigins) -> Bool {
        let bytes = Array(text.utf8)
        // No control character, no space, nothing beyond ASCII, and no backslash, which browsers take for a slash.
        guard bytes.count <= maximumLength, bytes.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return false }
        if bytes.first == UInt8(ascii: "/") { return isPath(bytes[...]) }
        // scheme://authority, and then a path, a query, a fragment or nothing.
        guard let scheme = text.firstRange(of: "://") else { return false }
        let authority = text[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard origins.contains(String(text[..<authority.endIndex])) else { return false }
        let rest = Array(text[authority.endIndex...].utf8)
        return rest.first != UInt8(ascii: "/") || isPath(rest[...])
    }

    /// Whether the part before the query is a plain path: no empty segment (`//` begins a host), no `.` or `..`, and none of that
    /// in percent-encoding, however often.
    private static func isPath(_ bytes: ArraySlice<UInt8>) -> Bool {
        let path = bytes.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        guard let decoded = PercentCoding.decode(path) else { return false }
        guard
            decoded.allSatisfy({
                $0 >= 0x21 && $0 != 0x7f && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "%")
            })
        else { return false }
        // A slash that was encoded is not the one that separates.
        guard decoded.count(where: { $0 == UInt8(ascii: "/") }) == path.count(where: { $0 == UInt8(ascii: "/") }) else {
            return false
        }
        let segments = decoded.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
        let inner = segments.dropLast()
        return inner.allSatisfy { !$0.isEmpty }
            && segments.allSatisfy { !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }
    }
}
