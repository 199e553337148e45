/// An absolute http or https URL, taken apart (RFC 3986 §3, RFC 9110 §4.2).
///
/// Strict: visible ASCII, no user information, a host of letters, digits, `.`, `-` and `_` or an IPv6 address in brackets, a port from 1 to
/// 65535. A name in another alphabet has to be written in its ASCII form (RFC 5890).
package struct HTTPURL: Sendable, Hashable {
    /// Scheme, host and port.
    package let origin: WebOrigin
    /// What follows the authority: empty, or beginning with `/`, `?` or `#`.
    package let rest: String

    /// Why a text is no such URL.
    package enum Fault: Error, Equatable, CaseIterable {
        /// It does not begin with a scheme of HTTP and an authority, or has characters that no URL has.
        case noHTTPURL
        /// It names a user.
        case userInformation
        /// Its host is empty, or has characters that no host has.
        case badHost
        /// Its port is no number from 1 to 65535.
        case badPort
    }

    /// Reads a URL.
    ///
    /// - Parameter text: The text.
    /// - Throws: What is wrong with it.
    package init(parsing text: String) throws(Fault) {
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && !"\\\"<>^`{|}".utf8.contains($0) }),
            let separator = text.firstRange(of: "://")
        else { throw .noHTTPURL }
        let scheme = text[..<separator.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { throw .noHTTPURL }
        let authority = text[separator.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.utf8.contains(UInt8(ascii: "@")) else { throw .userInformation }
        let (host, port) = try Self.split(authority)
        origin = WebOrigin(scheme: scheme, host: host, port: port == (scheme == "https" ? 443 : 80) ? nil : port)
        rest = String(text[authority.endIndex...])
    }

    /// Reads a URL; nil when the text is none.
    package init?(_ text: String) {
        do throws(Fault) {
            try self.init(parsing: text)
        } catch {
            return nil
        }
    }

    /// Whether it has a query or a fragment.
    package var hasQueryOrFragment: Bool { rest.contains { $0 == "?" || $0 == "#" } }

    private static func split(_ authority: Substring) throws(Fault) -> (host: String, port: Int?) {
        // A colon belongs to an IPv6 address in its brackets, and to nothing else.
        let end =
            authority.hasPrefix("[")
            ? authority.firstIndex(of: "]").map(authority.index(after:)) : authority.firstIndex(of: ":")
        let host = authority[..<(end ?? authority.endIndex)].lowercased()
        let rest = authority[(end ?? authority.endIndex)...]
        guard isHost(host) else { throw .badHost }
        guard !rest.isEmpty else { return (host, nil) }
        let digits = rest.dropFirst()
        guard rest.first == ":", !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(digits), (1...65_535).contains(port)
        else { throw .badPort }
        return (host, port)
    }

    private static func isHost(_ host: String) -> Bool {
        guard !host.hasPrefix("[") else {
            let address = host.dropFirst().dropLast()
            return host.hasSuffix("]") && address.contains(":") && !address.contains("%") && IPAddress(address) != nil
        }
        return !host.isEmpty
            && host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
                    UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

/// An origin (RFC 6454): scheme, host and port, in the one spelling that browsers send.
package struct WebOrigin: Sendable, Hashable {
    /// `http` or `https`.
    package let scheme: String
    /// The host in lower case; an IPv6 address in its brackets.
    package let host: String
    /// The port; nil when it is the scheme's own.
    package let port: Int?

    fileprivate init(scheme: String, host: String, port: Int?) {
        self.scheme = scheme
        self.host = host
        self.port = port
    }

    /// The origin of `url`, whose path is dropped; nil unless it is an http or https URL.
    package init?(url: String) {
        guard let url = HTTPURL(url) else { return nil }
        self = url.origin
    }

    /// As a browser sends it in `Origin`.
    package var text: String { "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "") }

    /// Whether the host is this machine.
    package var isLoopback: Bool { Loopback.contains(host) }

    /// The same origin by every usual name of loopback, when it has one of them: a developer types any of them.
    package var loopbackNames: [WebOrigin] {
        let names = ["localhost", "127.0.0.1", "[::1]"]
        guard names.contains(host) else { return [self] }
        return names.map { WebOrigin(scheme: scheme, host: $0, port: port) }
    }
}
