/// An IP address as bytes, so that two spellings of one address are equal.
///
/// IPv4 written as IPv6 is IPv4.
struct IPAddress: Sendable, Hashable {
    /// 4 or 16 bytes.
    let bytes: [UInt8]

    /// The address that `text` spells, without port and brackets; nil when it spells none.
    init?(_ text: some StringProtocol) {
        if let bytes = Self.version4(text) {
            self.bytes = bytes
        } else if let bytes = Self.version6(text) {
            let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xff && bytes[11] == 0xff
            self.bytes = isMapped ? Array(bytes[12...]) : bytes
        } else {
            return nil
        }
    }

    /// Four decimal numbers (RFC 6943 §3.1.1, strict form): no leading zeros, which some readers take for octal.
    private static func version4(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            let isPlain = part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard isPlain, part == "0" || part.first != "0", let byte = UInt8(part) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    /// Eight hexadecimal groups, one run of zeros shortened to `::`, the last two perhaps as IPv4 (RFC 4291 §2.2).
    ///
    /// A zone (`%eth0`) is dropped: it names an interface of this machine.
    private static func version6(_ text: some StringProtocol) -> [UInt8]? {
        let address = String(text.prefix { $0 != "%" })
        let halves = address.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
        guard let first = halves.first, halves.count <= 2, let head = groups(first, mayEndInVersion4: halves.count == 1)
        else { return nil }
        guard halves.count == 2 else { return head.count == 16 ? head : nil }
        guard let tail = groups(halves[1], mayEndInVersion4: true), head.count + tail.count <= 14 else { return nil }
        return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func groups(_ text: Substring, mayEndInVersion4: Bool) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if mayEndInVersion4, index == parts.count - 1, part.contains("."), let last = version4(part) {
                bytes += last
            } else {
                let isPlain = part.utf8.allSatisfy { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }
                guard isPlain, (1...4).contains(part.utf8.count), let group = UInt16(part, radix: 16) else {
                    return nil
                }
                bytes += [UInt8(group >> 8), UInt8(group & 0xff)]
            }
        }
        return bytes
    }

    /// Whether it is 127.0.0.0/8 or ::1.
    var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes == Array(repeating: 0, count: 15) + [1]
    }

    /// Whether `host`, an address or a name to listen on, is loopback.
    static func isLoopback(host: String) -> Bool {
        host == "localhost" || IPAddress(host)?.isLoopback == true
    }
}

/// An address or a network in CIDR notation (RFC 4632).
struct IPNetwork: Sendable, Hashable {
    private let address: IPAddress
    private let prefix: Int

    /// The network that `text` spells, such as `10.0.0.0/8`, `fd00::/8` or `192.0.2.7`; nil when it spells none.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(first) else { return nil }
        self.address = address
        let bits = address.bytes.count * 8
        guard parts.count == 2 else {
            prefix = bits
            return
        }
        guard let prefix = Int(parts[1]), (0...bits).contains(prefix) else { return nil }
        self.prefix = prefix
    }

    /// Whether `other` lies in the network.
    func contains(_ other: IPAddress) -> Bool {
        guard other.bytes.count == address.bytes.count else { return false }
        let whole = prefix / 8
        guard other.bytes[..<whole] == address.bytes[..<whole] else { return false }
        let rest = prefix % 8
        guard rest > 0 else { return true }
        let mask = UInt8(truncatingIfNeeded: 0xff00 >> rest)
        return other.bytes[whole] & mask == address.bytes[whole] & mask
    }
}
