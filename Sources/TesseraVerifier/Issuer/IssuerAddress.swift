/// An address from which keys and statuses may be fetched: https, or http on the loopback interface.
///
/// What came over plain HTTP from elsewhere could be anybody's.
struct IssuerAddress: Sendable, Hashable {
    /// The address as it was given.
    let text: String
    /// Whether the address is http on the loopback interface.
    let isLoopback: Bool

    /// Checks an address.
    /// - Parameter text: An absolute URL without user information and fragment.
    /// - Throws: `KeySetError` with `insecureAddress`.
    init(_ text: String) throws(KeySetError) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy(Self.isURLByte) else {
            throw KeySetError(.insecureAddress, detail: "not an absolute URL")
        }
        let rest: Substring
        let isPlain: Bool
        if text.hasPrefix("https://") {
            (rest, isPlain) = (text.dropFirst(8), false)
        } else if text.hasPrefix("http://") {
            (rest, isPlain) = (text.dropFirst(7), true)
        } else {
            throw KeySetError(.insecureAddress, detail: text)
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard let host = Self.host(of: authority), !isPlain || Self.isLoopback(host) else {
            throw KeySetError(.insecureAddress, detail: text)
        }
        self.text = text
        self.isLoopback = isPlain
    }

    /// Checks an address of which a token or the metadata speak: it must lie under the issuer, without a way out.
    /// - Parameters:
    ///   - text: An absolute URL without user information, query and fragment.
    ///   - issuer: The issuer.
    init?(_ text: String, under issuer: String) {
        let base = issuer.hasSuffix("/") ? Array(issuer.utf8) : Array(issuer.utf8) + [UInt8(ascii: "/")]
        guard text.utf8.starts(with: base), text.utf8.count > base.count, let address = try? IssuerAddress(text) else {
            return nil
        }
        let path = text.utf8.dropFirst(base.count)
        // A percent sign could spell the dots of a segment that climbs up (RFC 3986 §6.2.2.2).
        guard !path.contains(UInt8(ascii: "?")), !path.contains(UInt8(ascii: "%")) else { return nil }
        let segments = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let dot = UInt8(ascii: ".")
        guard !segments.contains(where: { $0.elementsEqual([dot]) || $0.elementsEqual([dot, dot]) }) else {
            return nil
        }
        self = address
    }

    /// Characters of RFC 3986 §2.2 and §2.3 and `%`, without `#`, since a fragment is never sent.
    private static func isURLByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "-._~:/?[]@!$&'()*+,;=%".utf8.contains(byte)
        }
    }

    /// The host of an authority that has no user information and at most a port (RFC 3986 §3.2).
    private static func host(of authority: Substring) -> String? {
        guard !authority.contains("@") else { return nil }
        let end: Substring.Index
        if authority.hasPrefix("[") {
            guard let bracket = authority.firstIndex(of: "]") else { return nil }
            end = authority.index(after: bracket)
        } else {
            end = authority.firstIndex(of: ":") ?? authority.endIndex
        }
        let host = authority[..<end]
        let port = authority[end...]
        guard !host.isEmpty, port.isEmpty || (port.hasPrefix(":") && isPort(port.dropFirst())) else { return nil }
        return host.lowercased()
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt16(text).map { $0 > 0 } == true
    }

    /// `localhost` (RFC 6761 §6.3), 127.0.0.0/8 or `[::1]`.
    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets.first == "127"
            && octets.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8($0) != nil }
    }
}
