import Foundation
import NIOCore

extension SettingType where Value == String {
    /// An IP address to listen on, or `localhost`.
    static var listenAddress: SettingType<String> {
        SettingType(
            expectation: "an IP address or localhost",
            decode: { text throws(SettingRefusal) in
                guard text == "localhost" || (try? SocketAddress(ipAddress: text, port: 0)) != nil else {
                    throw SettingRefusal(reason: "it is not an IP address")
                }
                return text
            },
            encode: { $0 }
        )
    }

    /// An IP address or a block of them in CIDR notation (RFC 4632, RFC 4291 §2.3).
    static var addressBlock: SettingType<String> {
        SettingType(
            expectation: "an IP address or a block such as 10.0.0.0/8",
            decode: { text throws(SettingRefusal) in
                let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
                guard let address = try? SocketAddress(ipAddress: String(parts[0]), port: 0) else {
                    throw SettingRefusal(reason: "it is not an IP address")
                }
                guard parts.count == 2 else { return text }
                let longest = address.protocol == .inet6 ? 128 : 32
                guard
                    parts[1].utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
                    let length = Int(parts[1]), length <= longest
                else {
                    throw SettingRefusal(reason: "the number after / must be from 0 to \(longest)")
                }
                return text
            },
            encode: { $0 }
        )
    }

    /// A web origin (RFC 6454 §6.2): scheme, host and, unless it is the scheme's own, port.
    static var origin: SettingType<String> {
        SettingType(
            expectation: "an origin such as https://app.example.com",
            decode: { text throws(SettingRefusal) in
                let parts = try WebAddress.parse(text)
                guard text == parts.origin else {
                    throw SettingRefusal(
                        reason: "an origin is only scheme, host and port: write \(parts.origin)"
                    )
                }
                return text
            },
            encode: { $0 }
        )
    }

    /// An issuer identifier (RFC 8414 §2): an http or https URL without query, fragment and closing slash.
    static var issuer: SettingType<String> {
        SettingType(
            expectation: "an https URL such as https://sign-in.example.com",
            decode: { text throws(SettingRefusal) in
                let parts = try WebAddress.parse(text)
                guard !parts.hasQueryOrFragment else {
                    throw SettingRefusal(reason: "an issuer has no query and no fragment")
                }
                guard !text.hasSuffix("/") else { throw SettingRefusal(reason: "an issuer does not end with a slash") }
                guard parts.scheme == "https" || LoopbackHost.isLoopback(parts.host) else {
                    throw SettingRefusal(reason: "an issuer is an https URL, except on this machine (RFC 8414 §2)")
                }
                return text
            },
            encode: { $0 }
        )
    }
}

/// The parts of an http or https URL that settings care about.
struct WebAddress: Sendable {
    /// `http` or `https`.
    let scheme: String
    /// Host name or address, without brackets.
    let host: String
    /// Scheme, host and port as a browser writes them in `Origin`.
    let origin: String
    /// Whether `?` or `#` occur.
    let hasQueryOrFragment: Bool

    /// Takes a URL apart.
    /// - Throws: `SettingRefusal` if it is not an absolute http or https URL, or contains a user name.
    static func parse(_ text: String) throws(SettingRefusal) -> WebAddress {
        guard
            let parts = URLComponents(string: text), let scheme = parts.scheme,
            scheme == "http" || scheme == "https", let host = parts.host, !host.isEmpty
        else {
            throw SettingRefusal(reason: "it is not an http or https URL")
        }
        guard parts.user == nil, parts.password == nil else {
            throw SettingRefusal(reason: "a URL with a user name is not allowed here")
        }
        if let port = parts.port, !(1...65_535 ~= port) {
            throw SettingRefusal(reason: "its port is not from 1 to 65535")
        }
        let ownPort = scheme == "https" ? 443 : 80
        let port = parts.port.map { $0 == ownPort ? "" : ":\($0)" } ?? ""
        return WebAddress(
            scheme: scheme,
            host: host.trimmingCharacters(in: CharacterSet(charactersIn: "[]")),
            origin: "\(scheme)://\(host.lowercased())\(port)",
            hasQueryOrFragment: parts.query != nil || parts.fragment != nil
        )
    }
}

/// Which hosts are this machine itself.
enum LoopbackHost {
    /// Whether the host is `localhost`, a name below it, 127.0.0.0/8 or ::1.
    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host.hasSuffix(".localhost") { return true }
        guard let address = try? SocketAddress(ipAddress: host, port: 0) else { return false }
        switch address {
        case .v4(let v4): return UInt32(bigEndian: v4.address.sin_addr.s_addr) >> 24 == 127
        case .v6: return host == "::1" || address.ipAddress == "::1"
        case .unixDomainSocket: return false
        }
    }
}
