/// One part of a compact token, decoded as far as it goes.
public struct TokenPart: Sendable {
    /// Which part it is.
    public enum Name: String, Sendable, Hashable {
        /// The header.
        case header
        /// The payload of a signed token.
        case payload
        /// The signature.
        case signature
        /// A part of an encrypted token, or one too many.
        case other = "part"
    }

    /// Which part it is.
    public let name: Name
    /// The position of its first byte in the token.
    public let start: Int
    /// Its length in the token.
    public let characterCount: Int
    /// What it decodes to; `nil` when it holds a character that no alphabet of base64 has.
    public let bytes: [UInt8]?
    /// What is wrong with its encoding.
    public let faults: [TokenFault]

    /// Decodes a part whatever alphabet and padding it has.
    init(_ name: Name, _ text: ArraySlice<UInt8>) {
        self.name = name
        start = text.startIndex
        characterCount = text.count
        var decoder = TolerantDecoder(name)
        bytes = decoder.decode(text)
        faults = decoder.faults
    }
}

/// Decodes base64 of any alphabet and notes what is wrong with it.
private struct TolerantDecoder {
    private(set) var faults: [TokenFault] = []
    private let name: TokenPart.Name

    init(_ name: TokenPart.Name) {
        self.name = name
    }

    mutating func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let body = withoutPadding(text)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.count * 3 / 4)
        var bits: UInt32 = 0
        var count = 0
        for (position, byte) in zip(body.indices, body) where !Self.isSpace(byte) {
            guard let value = value(of: byte, at: position) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 1
            guard count % 4 == 0 else { continue }
            bytes.append(contentsOf: [bits >> 16, bits >> 8, bits].map { UInt8(truncatingIfNeeded: $0) })
            bits = 0
        }
        switch count % 4 {
        case 1: note(.impossibleLength, nil, "has \(count) characters, a length that no base64url text has")
        case 2: finish([bits >> 4], unused: bits & 0x0F, &bytes, text.endIndex - 1)
        case 3: finish([bits >> 10, bits >> 2], unused: bits & 0x03, &bytes, text.endIndex - 1)
        default: break
        }
        return bytes
    }

    private mutating func withoutPadding(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var body = text
        while let last = body.last, last == UInt8(ascii: "=") || Self.isSpace(last) { body.removeLast() }
        let padding = text[body.endIndex...].firstIndex(of: UInt8(ascii: "="))
        if let padding { note(.padding, padding, "ends with padding (=)") }
        return body
    }

    private mutating func value(of byte: UInt8, at position: Int) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): return byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): return byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "-"): return 62
        case UInt8(ascii: "_"): return 63
        case UInt8(ascii: "+"), UInt8(ascii: "/"):
            if !faults.contains(where: { $0.kind == .standardAlphabet }) {
                note(.standardAlphabet, position, "uses + or / of the standard base64 alphabet")
            }
            return byte == UInt8(ascii: "+") ? 62 : 63
        default:
            note(.foreignCharacter, position, "holds a character that base64url doesn't have")
            return nil
        }
    }

    private mutating func finish(_ last: [UInt32], unused: UInt32, _ bytes: inout [UInt8], _ position: Int) {
        bytes.append(contentsOf: last.map { UInt8(truncatingIfNeeded: $0) })
        if unused != 0 { note(.trailingBits, position, "ends with bits that mean nothing and aren't zero") }
    }

    private mutating func note(_ kind: TokenFault.Kind, _ position: Int?, _ words: String) {
        let place = position.map { ", at byte \($0) of the token" } ?? ""
        faults.append(
            TokenFault(kind: kind, part: name, position: position, detail: "The \(name.rawValue) \(words)\(place).")
        )
    }

    private static func isSpace(_ byte: UInt8) -> Bool { TokenInspection.isSpace(byte) }
}
