internal import WebValues

/// The network that counts as one caller: a whole IPv4 address, or the /64 of an IPv6 address, because a provider gives
/// at least that much to one customer.
///
/// IPv4 inside IPv6 (`::ffff:a.b.c.d`) counts as IPv4.
package struct ClientNetwork: Sendable, Hashable {
    /// A canonical text: `192.0.2.1`, `2001:db8:0:1::/64`, or the text itself (cut to 64 bytes) when it is no address.
    package let text: String

    /// The network of an address.
    package init(_ address: String) {
        var address = Substring(address)
        if address.hasPrefix("["), address.hasSuffix("]") { address = address.dropFirst().dropLast() }
        if let zone = address.firstIndex(of: "%") { address = address[..<zone] }
        if let bytes = IPAddress(address)?.bytes {
            text = bytes.count == 4 ? bytes.map { String($0) }.joined(separator: ".") : Self.prefix64(bytes)
        } else {
            text = String(decoding: address.utf8.prefix(64), as: UTF8.self)
        }
    }

    /// What one customer of a provider may have at the most: the IPv4 address, or the /48 of an IPv6 address.
    var site: String {
        guard text.hasSuffix("::/64") else { return text }
        return text.split(separator: ":").prefix(3).joined(separator: ":") + "::/48"
    }

    private static func prefix64(_ bytes: [UInt8]) -> String {
        let groups = stride(from: 0, to: 8, by: 2).map { index in
            String(UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1]), radix: 16)
        }
        return groups.joined(separator: ":") + "::/64"
    }
}
