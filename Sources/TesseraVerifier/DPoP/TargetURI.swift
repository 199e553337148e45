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
        guard let decoded = unreservedDecoded(bytes) else { return nil }
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

    /// Decodes the percent-encodings of unreserved characters, and spells the others in capitals (RFC 3986 §6.2.2).
    private static func unreservedDecoded(_ bytes: Substring.UTF8View) -> [UInt8]? {
        var result: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else {
                return nil
            }
            let value = high << 4 | low
            if isUnreserved(value) {
                result.append(value)
            } else {
                result += "%\(value < 16 ? "0" : "")\(String(value, radix: 16, uppercase: true))".utf8
            }
        }
        return result
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
