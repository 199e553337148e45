/// A look into a token whose signature nobody has checked.
///
/// For showing tokens to people, never for deciding.
public struct UnverifiedJWS: Sendable {
    /// The parameters of the header, of whatever kind.
    public let header: JSONObject
    /// The payload, where it is strict JSON.
    public let payload: JSONValue?
    /// The payload's bytes.
    public let payloadBytes: [UInt8]
    /// The signature, which may be anything.
    public let signature: [UInt8]

    /// Takes a compact token apart.
    ///
    /// A token without signature (`alg` is `none`) can be looked at, too.
    /// - Parameter token: The token.
    /// - Throws: ``JOSEError/Code/malformed`` when it isn't three canonical base64url parts,
    ///   ``JOSEError/Code/tooLarge`` beyond 64 KiB, ``JOSEError/Code/invalidHeader`` when the header isn't a strict
    ///   JSON object.
    public init(parsing token: String) throws(JOSEError) {
        guard token.utf8.count <= 65536 else { throw JOSEError(.tooLarge, "The token is longer than 65536 bytes.") }
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw JOSEError(.malformed, "The token doesn't have three parts.") }
        header = try JOSEHeader.parameters(try Self.decode(parts[0], "header"))
        payloadBytes = try Self.decode(parts[1], "payload")
        signature = try Self.decode(parts[2], "signature")
        payload = try? JSONValue(parsing: payloadBytes)
    }

    private static func decode(_ part: Substring.UTF8View, _ name: StaticString) throws(JOSEError) -> [UInt8] {
        guard let bytes = Base64URL.decode(Array(part)) else {
            throw JOSEError(.malformed, "The token's \(name) isn't canonical base64url.")
        }
        return bytes
    }
}
