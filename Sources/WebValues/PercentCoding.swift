/// Percent-encoding (RFC 3986 §2.1), and that of forms, which writes `+` for a space (RFC 6749 Appendix B).
package enum PercentCoding {
    /// The value of a hexadecimal digit; nil for another byte.
    @inlinable
    package static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    /// Whether a byte is unreserved (RFC 3986 §2.3), so that it never needs to be encoded.
    @inlinable
    package static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// `text` with all but its unreserved characters encoded, so that it can stand in a query or a form.
    @inlinable
    package static func encode(_ text: String) -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) { encoded.append(byte) } else { append(byte, to: &encoded) }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// The bytes that a part of a URL stands for; nil when a percent sign has no two digits after it.
    @inlinable
    package static func decode(_ bytes: some Collection<UInt8>) -> [UInt8]? {
        decode(bytes, decoding: { _ in true })
    }

    /// One spelling of a part of a URL (RFC 3986 §6.2.2): unreserved characters as they are, all other encodings in capitals.
    @inlinable
    package static func normalise(_ bytes: some Collection<UInt8>) -> [UInt8]? {
        decode(bytes, decoding: isUnreserved)
    }

    @inlinable
    static func decode(
        _ bytes: some Collection<UInt8>,
        decoding isDecoded: (UInt8) -> Bool
    ) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            guard let high = rest.next().flatMap(hexDigit), let low = rest.next().flatMap(hexDigit) else { return nil }
            let value = high << 4 | low
            if isDecoded(value) { decoded.append(value) } else { append(value, to: &decoded) }
        }
        return decoded
    }

    @inlinable
    static func append(_ byte: UInt8, to encoded: inout [UInt8]) {
        encoded.append(UInt8(ascii: "%"))
        for digit in [byte >> 4, byte & 15] {
            encoded.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
        }
    }

    /// The text that a name or a value of a form stands for; nil when it is no such encoding, or not of UTF-8.
    @inlinable
    package static func decodeForm(_ bytes: some Collection<UInt8>) -> String? {
        // What most parameters are: nothing to decode.
        if bytes.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "+") }) {
            return String(decoding: bytes, as: UTF8.self)
        }
        guard bytes.allSatisfy({ (0x21...0x7e).contains($0) }),
            let decoded = decode(bytes.lazy.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 })
        else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }
}
