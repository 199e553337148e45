/// Names an account; the `sub` of its tokens.
///
/// Random, so that it tells nothing (UUID version 4).
public struct AccountID: Identifier128 {
    /// The 16 bytes.
    public let bytes: [UInt8]

    /// The identifier with these 16 bytes.
    public init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// A new random identifier.
    public static func generate(_ random: RandomSource) -> AccountID {
        AccountID(unchecked: UUIDText.stamped(random.bytes(16), version: 4))
    }
}
