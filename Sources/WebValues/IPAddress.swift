// WebValues owns how values of the web are read from text: addresses and networks, URLs and origins, percent-coding, times, misspelt
// names. It is pure: text in, values out. It imports nothing of ours, decides nothing and opens nothing, so that what one module accepts
// all others accept.

/// An IP address as bytes, so that two spellings of one address are equal.
///
/// IPv4 written as IPv6 is IPv4.
package struct IPAddress: Sendable, Hashable {
    /// 4 or 16 bytes.
    package let bytes: [UInt8]

    /// The address that `text` spells, without port and brackets; nil when it spells none.
    package init?(_ text: String) {
        self.init(text[...])
    }

    /// The address that a part of a text spells.
    package init?(_ text: Substring) {
        guard let bytes = Self.bytes(of: text) else { return nil }
        self.bytes = Self.isMapped(bytes) ? Array(bytes[12...]) : bytes
    }

    /// The bytes as they are spelt: 16 for IPv4 that is written as IPv6.
    fileprivate static func bytes(of text: Substring) -> [UInt8]? {
        version4(text) ?? version6(text)
    }

    /// Whether 16 bytes are an IPv4 address (RFC 4291 §2.5.5.2).
    fileprivate static func isMapped(_ bytes: [UInt8]) -> Bool {
        bytes.count == 16 && bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xff && bytes[11] == 0xff
    }

    /// Four decimal numbers (RFC 6943 §3.1.1, strict form): no leading zeros, which some readers take for octal.
    private static func version4(_ text: Substring) -> [UInt8]? {
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
    private static func version6(_ text: Substring) -> [UInt8]? {
        let address = text.prefix { $0 != "%" }
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
    package var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes == Array(repeating: 0, count: 15) + [1]
    }
}

/// An address or a network in CIDR notation (RFC 4632, RFC 4291 §2.3).
package struct IPNetwork: Sendable, Hashable {
    private let address: [UInt8]
    private let prefix: Int

    /// Why a text is no network.
    package enum Fault: Error, Equatable {
        /// What stands before `/` is no address.
        case noAddress
        /// What stands after `/` is no number from 0 to this one.
        case badLength(longest: Int)
    }

    /// The network that `text` spells, such as `10.0.0.0/8`, `fd00::/8` or `192.0.2.7`.
    ///
    /// A block of IPv4 addresses may be written as IPv6: `::ffff:10.0.0.0/104` is `10.0.0.0/8`. A shorter prefix is a block of IPv6.
    ///
    /// - Parameter text: The text.
    /// - Throws: What is wrong with it.
    package init(parsing text: String) throws(Fault) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let bytes = IPAddress.bytes(of: parts[0]) else { throw .noAddress }
        let bits = bytes.count * 8
        var prefix = bits
        if parts.count == 2 {
            let isPlain = parts[1].utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard isPlain, let length = Int(parts[1]), length <= bits else { throw .badLength(longest: bits) }
            prefix = length
        }
        if IPAddress.isMapped(bytes), prefix >= 96 {
            (address, self.prefix) = (Array(bytes[12...]), prefix - 96)
        } else {
            (address, self.prefix) = (bytes, prefix)
        }
    }

    /// The network that `text` spells; nil when it spells none.
    package init?(_ text: String) {
        do throws(Fault) {
            try self.init(parsing: text)
        } catch {
            return nil
        }
    }

    /// Whether `other` lies in the network.
    package func contains(_ other: IPAddress) -> Bool {
        guard other.bytes.count == address.count else { return false }
        let whole = prefix / 8
        guard other.bytes[..<whole] == address[..<whole] else { return false }
        let rest = prefix % 8
        guard rest > 0 else { return true }
        let mask = UInt8(truncatingIfNeeded: 0xff00 >> rest)
        return other.bytes[whole] & mask == address[whole] & mask
    }
}
