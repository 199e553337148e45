/// Base64 with the standard alphabet (RFC 4648 §4), canonical only, for what is no token: Basic credentials, PEM, password hashes.
///
/// It has no loop of its own: the text is written in the alphabet of ``Base64URL`` and read there.
package enum Base64 {
    /// Encodes bytes without padding.
    package static func encode(_ bytes: [UInt8]) -> String {
        String(decoding: Base64URL.encode(bytes).utf8.map(Self.standard), as: UTF8.self)
    }

    /// Decodes a text without padding; nil for padding, other characters, an impossible length or trailing bits that are not zero.
    package static func decode(_ text: [UInt8]) -> [UInt8]? {
        var translated = text
        for index in translated.indices {
            switch translated[index] {
            case UInt8(ascii: "-"), UInt8(ascii: "_"): return nil
            case UInt8(ascii: "+"): translated[index] = UInt8(ascii: "-")
            case UInt8(ascii: "/"): translated[index] = UInt8(ascii: "_")
            default: break
            }
        }
        return Base64URL.decode(translated)
    }

    /// Decodes a text with its padding, which has to be there.
    package static func decode(padded text: [UInt8]) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        var bare = text
        for _ in 0..<2 where bare.last == UInt8(ascii: "=") { bare.removeLast() }
        return decode(bare)
    }

    private static func standard(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        default: byte
        }
    }
}
