import TesseraJOSE

/// Which installation a database belongs to: sixteen random bytes that it gets once, and keeps in backups and copies, too.
///
/// No secret: it opens nothing.
public struct InstallationID: Sendable, Hashable {
    /// Sixteen bytes.
    public let bytes: [UInt8]

    /// A new one.
    ///
    /// - Parameter random: where random bytes come from.
    public init(random: RandomSource = .system) {
        bytes = random.bytes(16)
    }

    /// The one that a database or a note holds.
    ///
    /// - Parameter bytes: sixteen bytes; nil is returned for any other number.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// The one that ``description`` spells.
    ///
    /// - Parameter text: 22 characters in base64url; nil is returned for anything else.
    public init?(text: String) {
        guard let bytes = Base64URL.decode(text) else { return nil }
        self.init(bytes: bytes)
    }
}

extension InstallationID: CustomStringConvertible {
    /// 22 characters in base64url.
    public var description: String { Base64URL.encode(bytes) }
}
