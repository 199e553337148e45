/// Names a session.
///
/// Begins with the time, so that new sessions are neighbours in the index (UUID version 7).
public struct SessionID: Identifier128 {
    /// The 16 bytes.
    public let bytes: [UInt8]

    /// The identifier with these 16 bytes.
    public init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// A new identifier for a session that begins at `now`.
    public static func generate(at now: Timestamp, _ random: RandomSource) -> SessionID {
        let time = UInt64(bitPattern: now.milliseconds)
        let prefix = (0..<6).map { UInt8(truncatingIfNeeded: time >> (40 - 8 * UInt64($0))) }
        return SessionID(unchecked: UUIDText.stamped(prefix + random.bytes(10), version: 7))
    }
}
