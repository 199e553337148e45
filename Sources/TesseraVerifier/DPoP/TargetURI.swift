import WebValues

/// An http(s) URI as `htu` names a request's target: normalised, without query and fragment (RFC 9449 §4.3,
/// check 9; RFC 3986 §6.2.2 and §6.2.3).
struct TargetURI: Sendable, Hashable {
    /// Scheme and host in lower case, no default port, percent-encodings in one spelling, no dot segments.
    let text: String

    /// Reads a URI; `nil` when it is no http(s) URI with a host, has a user, or holds what must not stand in a URI.
    /// - Parameter uri: The URI, absolute.
    init?(_ uri: String) {
        guard uri.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        let bare = uri.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        guard let separator = bare.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let scheme = String(uri[..<separator]).lowercased()
        guard scheme == "https" || scheme == "http", uri[separator...].hasPrefix("://") else { return nil }
        let rest = bare[separator...].dropFirst(3)
        let authorityEnd = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        guard let authority = Self.authority(String(uri[rest.startIndex..<authorityEnd]), scheme),
            let path = Self.path(rest[authorityEnd...])
        else { return nil }
        text = scheme + "://" + authority + path
    }

    private static func authority(_ text: String, _ scheme: String) -> String? {
        let text = text.lowercased()
        guard !text.contains("@"), !text.contains("%") else { return nil }
        // An IPv6 address has its colons in brackets.
        let hostEnd = text.hasPrefix("[") ? text.firstIndex(of: "]").map(text.index(after:)) : text.firstIndex(of: ":")
        if text.hasPrefix("["), hostEnd == nil { return nil }
        let host = text[..<(hostEnd ?? text.endIndex)]
        let rest = text[host.endIndex...]
        guard !host.isEmpty, rest.isEmpty || rest.hasPrefix(":") else { return nil }
        let digits = rest.dropFirst()
        guard !digits.isEmpty else { return String(host) }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits) else { return nil }
        return port == (scheme == "https" ? 443 : 80) ? String(host) : "\(host):\(port)"
    }

    /// The path with every percent-encoding in one spelling, and without dot segments (RFC 3986 §5.2.4).
    private static func path(_ bytes: Substring.UTF8View) -> String? {
        guard let decoded = PercentCoding.normalise(bytes) else { return nil }
        var segments: [ArraySlice<UInt8>] = []
        let parts = decoded.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for (position, part) in parts.enumerated() {
            let isLast = position == parts.count - 1
            switch Array(part) {
            case Array(".".utf8): if isLast { segments.append([]) }
            case Array("..".utf8):
                _ = segments.popLast()
                if isLast { segments.append([]) }
            default: segments.append(part)
            }
        }
        return "/" + segments.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    }
}
