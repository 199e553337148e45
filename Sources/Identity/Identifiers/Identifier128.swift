// Identifiers owns the names by which accounts, sessions and clients are known: how they are made, spelled and read.

public import Persistence

/// The 16 bytes and the text form that account and session identifiers share: a UUID in canonical lower case (RFC 9562).
public protocol Identifier128: Sendable, Hashable, CustomStringConvertible, SQLValueConvertible {
    /// The 16 bytes.
    var bytes: [UInt8] { get }

    /// The identifier with these bytes, which must be 16.
    init(unchecked bytes: [UInt8])
}

extension Identifier128 {
    /// The identifier with these bytes; nil unless there are 16.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.init(unchecked: bytes)
    }

    /// The identifier that `text` spells; nil unless it is a UUID in canonical lower case, so that each has one spelling.
    public init?(_ text: String) {
        guard let bytes = UUIDText.bytes(of: text) else { return nil }
        self.init(unchecked: bytes)
    }

    /// The canonical text: 8-4-4-4-12 lower-case hexadecimal digits.
    public var description: String { UUIDText.text(of: bytes) }

    /// The value stored in the database: the 16 bytes.
    public var sqlValue: SQLValue { .bytes(bytes) }
}

/// The text form of a UUID (RFC 9562 §4), in one spelling only.
enum UUIDText {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(of bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { result.append(UInt8(ascii: "-")) }
            result.append(digits[Int(byte >> 4)])
            result.append(digits[Int(byte & 15)])
        }
        return String(decoding: result, as: UTF8.self)
    }

    static func bytes(of text: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count == 36 else { return nil }
        var nibbles: [UInt8] = []
        nibbles.reserveCapacity(32)
        for (index, character) in characters.enumerated() {
            switch index {
            case 8, 13, 18, 23:
                guard character == UInt8(ascii: "-") else { return nil }
            default:
                switch character {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): nibbles.append(character - UInt8(ascii: "0"))
                case UInt8(ascii: "a")...UInt8(ascii: "f"): nibbles.append(character - UInt8(ascii: "a") + 10)
                default: return nil
                }
            }
        }
        return stride(from: 0, to: 32, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
    }

    /// Sets the version and variant bits (RFC 9562 §4.1, §4.2).
    static func stamped(_ bytes: [UInt8], version: UInt8) -> [UInt8] {
        var bytes = bytes
        bytes[6] = bytes[6] & 0x0f | version << 4
        bytes[8] = bytes[8] & 0x3f | 0x80
        return bytes
    }
}
