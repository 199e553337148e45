/// Reads the few DER types (X.690) that RSA keys are made of.
///
/// What it steps into is the last part of what it stands in, so each has to reach to the very end.
struct DERReader {
    static let malformed = JOSEError(.invalidKey, "The RSA key isn't in the DER of PKCS #1 or SubjectPublicKeyInfo.")

    let bytes: [UInt8]
    var position = 0

    var isAtEnd: Bool { position == bytes.count }

    /// Steps into a SEQUENCE.
    mutating func enterSequence() throws(JOSEError) { try enter(tag: 0x30) }

    /// Steps into a BIT STRING of whole bytes.
    mutating func enterBitString() throws(JOSEError) {
        try enter(tag: 0x03)
        guard try byte() == 0 else { throw Self.malformed }
    }

    /// Steps over bytes that must stand here.
    mutating func skip(_ expected: [UInt8]) throws(JOSEError) {
        guard bytes[position...].starts(with: expected) else { throw Self.malformed }
        position += expected.count
    }

    /// An unsigned INTEGER, without leading zero bytes.
    mutating func integer() throws(JOSEError) -> [UInt8] {
        let count = try length(tag: 0x02)
        guard count > 0, bytes.count - position >= count else { throw Self.malformed }
        let content = bytes[position..<position + count]
        position += count
        // Negative, or longer than it has to be.
        guard content[content.startIndex] < 0x80 else { throw Self.malformed }
        if count > 1, content[content.startIndex] == 0, content[content.startIndex + 1] < 0x80 { throw Self.malformed }
        return Array(content.drop { $0 == 0 })
    }

    private mutating func enter(tag: UInt8) throws(JOSEError) {
        guard try length(tag: tag) == bytes.count - position else { throw Self.malformed }
    }

    /// In as few bytes as it can be written (X.690 §10.1).
    private mutating func length(tag: UInt8) throws(JOSEError) -> Int {
        guard try byte() == tag else { throw Self.malformed }
        let first = try byte()
        guard first >= 0x80 else { return Int(first) }
        guard first <= 0x84 else { throw Self.malformed }
        var length = 0
        for _ in 0..<(first & 0x7F) {
            length = length << 8 | Int(try byte())
            guard length > 0 else { throw Self.malformed }
        }
        guard length >= 0x80 else { throw Self.malformed }
        return length
    }

    private mutating func byte() throws(JOSEError) -> UInt8 {
        guard position < bytes.count else { throw Self.malformed }
        defer { position += 1 }
        return bytes[position]
    }
}
