/// An origin (RFC 6454): scheme, host and port, in the one spelling that browsers send.
struct WebOrigin: Sendable, Hashable {
    /// `http` or `https`.
    let scheme: String
    /// The host in lower case; an IPv6 address in its brackets.
    let host: String
    /// The port; nil when it is the scheme's own.
    let port: Int?

    /// The origin of `url`; nil unless it is an http or https URL.
    ///
    /// A path is dropped.
    init?(url: String) {
        let text = url.lowercased()
        guard let separator = text.firstRange(of: "://") else { return nil }
        let scheme = String(text[..<separator.lowerBound])
        guard scheme == "http" || scheme == "https" else { return nil }
        let authority = text[separator.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        var host = authority
        var port: Int?
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            guard let number = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(number) else {
                return nil
            }
            host = authority[..<colon]
            port = number
        }
        // A colon belongs to an IPv6 address in its brackets, and to nothing else.
        let isBracketed = host.first == "[" && host.last == "]" && host.utf8.count > 2
        let name = isBracketed ? host.dropFirst().dropLast() : host
        let allowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."): true
            case UInt8(ascii: "-"): !isBracketed
            case UInt8(ascii: ":"): isBracketed
            default: false
            }
        }
        guard !name.isEmpty, allowed else { return nil }
        self.scheme = scheme
        self.host = String(host)
        self.port = port == (scheme == "https" ? 443 : 80) ? nil : port
    }

    private init(scheme: String, host: String, port: Int?) {
        self.scheme = scheme
        self.host = host
        self.port = port
    }

    /// As a browser sends it in `Origin`.
    var text: String { "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "") }

    /// The same origin by every name of loopback, when it is on loopback: a developer types any of them.
    var loopbackNames: [WebOrigin] {
        let names = ["localhost", "127.0.0.1", "[::1]"]
        guard names.contains(host) else { return [self] }
        return names.map { WebOrigin(scheme: scheme, host: $0, port: port) }
    }
}
