/// A token whose signature a key of the caller's set has verified.
///
/// Only this library makes one.
public struct VerifiedJWS: Sendable {
    /// The header, which the signature covers.
    public let header: JOSEHeader
    /// The payload, which the signature covers.
    ///
    /// Its meaning is unread.
    public let payload: [UInt8]
    /// The key that verified, where it has an ID.
    public let keyID: String?
    /// The key that verified.
    package let fingerprint: KeyFingerprint
}
