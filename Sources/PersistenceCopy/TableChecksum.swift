import Crypto
import Persistence

/// A checksum over a table's rows that does not depend on their order: the sum of the SHA-256 of each, modulo 2²⁵⁶.
///
/// Database systems sort texts differently, so an order of their own must not count. It finds mistakes and damage; it is no
/// defence against somebody who can write to both databases.
struct TableChecksum: Sendable, Hashable {
    /// From the least to the most significant 64 bits.
    private var words: [UInt64] = [0, 0, 0, 0]
    /// How many rows there are.
    private(set) var rows: Int64 = 0

    /// The checksum of an empty table.
    init() {}

    /// A checksum that was written down.
    ///
    /// - Throws: `PersistenceError` for bytes that are none.
    init(bytes: [UInt8], rows: Int64) throws(PersistenceError) {
        guard bytes.count == 32 else {
            throw PersistenceError(.corrupt, message: "a checksum of an unfinished copy is damaged")
        }
        words = Self.words(bytes)
        self.rows = rows
    }

    /// Counts a row in.
    ///
    /// - Parameter values: The row's values, as ``TableDescription/canonical(_:)`` gives them.
    mutating func add(_ values: [SQLValue]) {
        let digest = SHA256.hash(data: CanonicalRow.bytes(values))
        var carry = false
        for (index, word) in Self.words(digest).enumerated() {
            let (sum, overflow) = words[index].addingReportingOverflow(word)
            let (total, second) = sum.addingReportingOverflow(carry ? 1 : 0)
            words[index] = total
            carry = overflow || second
        }
        rows += 1
    }

    /// Thirty-two bytes, the most significant last.
    var bytes: [UInt8] {
        words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }

    /// The bytes in hexadecimal digits.
    var text: String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private static func words(_ bytes: some Sequence<UInt8>) -> [UInt64] {
        var words: [UInt64] = [0, 0, 0, 0]
        for (index, byte) in bytes.enumerated() { words[index / 8] |= UInt64(byte) << (8 * (index % 8)) }
        return words
    }
}

/// A row's values as bytes: the same for the same values in every database system, and others for others.
enum CanonicalRow {
    static func bytes(_ values: [SQLValue]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        for value in values { append(value, to: &bytes) }
        return bytes
    }

    private static func append(_ value: SQLValue, to bytes: inout [UInt8]) {
        switch value {
        case .null:
            bytes.append(0)
        case .text(let text):
            bytes.append(1)
            append(UInt64(text.utf8.count), to: &bytes)
            bytes.append(contentsOf: text.utf8)
        case .integer(let integer):
            bytes.append(2)
            append(UInt64(bitPattern: integer), to: &bytes)
        case .bytes(let content):
            bytes.append(3)
            append(UInt64(content.count), to: &bytes)
            bytes.append(contentsOf: content)
        case .bool(let bool):
            bytes.append(4)
            bytes.append(bool ? 1 : 0)
        }
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift))) }
    }
}
