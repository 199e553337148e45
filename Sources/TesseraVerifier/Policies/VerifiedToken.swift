public import TesseraJOSE

/// A token whose signature is verified, before any other rule has been asked: what a policy looks at.
///
/// Only a verifier makes one. It doesn't hold the token itself.
public struct VerifiedToken: Sendable {
    /// The header, which the signature covers.
    public let header: JOSEHeader
    /// The claims, which the signature covers; those that have registered names have the right types.
    public let claims: Claims
    /// The key that verified the signature.
    let key: KeyFingerprint

    /// Reads the claims of a token.
    /// - Parameter signed: The token, its signature verified.
    /// - Throws: `VerificationError` with `malformed` when the payload is no set of claims.
    package init(_ signed: VerifiedJWS) throws(VerificationError) {
        header = signed.header
        key = signed.fingerprint
        do {
            claims = try Claims(parsing: signed.payload)
        } catch {
            throw VerificationError(rule: .malformed)
        }
    }
}
