/// A compact token that is signed by the key in its own header (`jwk`, RFC 7515 §4.1.3).
///
/// The signature proves that whoever made the token holds that key, and nothing about who they are: for proofs of
/// possession (RFC 9449 §4.2), never for a token that is believed for its issuer's sake.
public struct SelfSignedJWS: Sendable {
    /// The header, which the signature covers.
    public let header: JOSEHeader
    /// The key of the header: a public one.
    public let key: JSONWebKey
    /// The payload, which the signature covers.
    ///
    /// Its meaning is unread.
    public let payload: [UInt8]

    /// Verifies a token by the key in its header.
    ///
    /// The payload isn't decoded before the signature has been verified. `kid` and every other reference to a key in
    /// the header means nothing.
    /// - Parameters:
    ///   - token: The token.
    ///   - algorithms: The algorithms that the caller allows; symmetric ones never count.
    ///   - maximumBytes: The longest token accepted, in bytes.
    /// - Throws: ``JOSEError`` with the code of the rule that refused: ``JOSEError/Code/malformed``,
    ///   ``JOSEError/Code/tooLarge``, ``JOSEError/Code/invalidHeader``, ``JOSEError/Code/criticalHeader``,
    ///   ``JOSEError/Code/unsupportedAlgorithm``, ``JOSEError/Code/algorithmNotAllowed``,
    ///   ``JOSEError/Code/algorithmMismatch``, ``JOSEError/Code/invalidSignature``; and for the key
    ///   ``JOSEError/Code/invalidKey``, ``JOSEError/Code/unsupportedKey`` or ``JOSEError/Code/weakKey``.
    public init(
        verifying token: String,
        algorithms: Set<SignatureAlgorithm>,
        maximumBytes: Int = 8192
    ) throws(JOSEError) {
        guard token.utf8.count <= maximumBytes else {
            throw JOSEError(.tooLarge, "The token is longer than \(maximumBytes) bytes.")
        }
        var token = token
        self = try token.withUTF8 { bytes in unsafe Self.result(bytes, algorithms) }.get()
    }

    private static func result(
        _ token: UnsafeBufferPointer<UInt8>,
        _ algorithms: Set<SignatureAlgorithm>
    ) -> Result<SelfSignedJWS, JOSEError> {
        do throws(JOSEError) { return .success(try unsafe Self(token, algorithms)) } catch { return .failure(error) }
    }

    private init(_ token: UnsafeBufferPointer<UInt8>, _ algorithms: Set<SignatureAlgorithm>) throws(JOSEError) {
        let parts = try unsafe CompactJWS(token)
        header = try JOSEHeader(parsing: try unsafe CompactJWS.decode(token[..<parts.headerEnd], "header"))
        guard algorithms.contains(header.algorithm), !header.algorithm.isSymmetric else {
            throw JOSEError(.algorithmNotAllowed, "The header's algorithm isn't one of those allowed.")
        }
        guard parts.contentEnd + 1 < token.count else {
            throw JOSEError(.malformed, "The token's signature is empty.")
        }
        let verifier: SignatureVerifier
        (key, verifier) = try Self.key(of: header)
        try unsafe verifier.check(
            signature: UnsafeBufferPointer(rebasing: token[(parts.contentEnd + 1)...]),
            over: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(token)[..<parts.contentEnd])
        )
        payload = try unsafe CompactJWS.decode(token[(parts.headerEnd + 1)..<parts.contentEnd], "payload")
    }

    /// The key of a header, which must be public, meant for signatures and one for the header's algorithm.
    private static func key(of header: JOSEHeader) throws(JOSEError) -> (JSONWebKey, SignatureVerifier) {
        guard let json = header.parameters["jwk"]?.object else {
            throw JOSEError(.invalidKey, "The header has no key (\"jwk\").")
        }
        // By name and before anything else: what is secret must not be sent, whatever the type of the key.
        guard !JSONWebKey.hasSecretMember(.object(json)) else {
            throw JOSEError(.invalidKey, "The key in the header holds a secret.")
        }
        let metadata = try KeyMetadata(reading: json)
        let material = try KeyMaterial(reading: json)
        try metadata.check(against: material)
        let key = JSONWebKey(metadata, material)
        guard key.allows("verify") else {
            throw JOSEError(.invalidKey, "The key's \"use\" or \"key_ops\" doesn't allow verifying.")
        }
        guard metadata.algorithm ?? header.algorithm == header.algorithm else {
            throw JOSEError(.algorithmMismatch, "The header's algorithm isn't the one of the key.")
        }
        return (key, try SignatureVerifier(material, header.algorithm))
    }
}

extension SigningKey {
    /// Signs a payload as a compact JWS whose header carries the public key: `{"typ","alg","jwk"}`.
    /// - Parameters:
    ///   - payload: The bytes to sign, for a JWT a JSON object.
    ///   - type: The `typ`, such as `dpop+jwt` (RFC 9449 §4.2).
    /// - Returns: The token.
    /// - Throws: ``JOSEError/Code/signingFailed``; ``JOSEError/Code/invalidKey`` for HMAC, whose key is never public.
    public func signEmbeddingKey(_ payload: [UInt8], type: String) throws(JOSEError) -> String {
        guard let key = jsonWebKey.publicKey else {
            throw JOSEError(.invalidKey, "A secret key can't be in a header.")
        }
        let bare = JSONWebKey(KeyMetadata(keyID: nil, algorithm: nil, use: nil, operations: nil), key.material)
        let header: JSONValue = [
            "typ": .string(type), "alg": .string(algorithm.rawValue), "jwk": bare.json(includingPrivateKey: false),
        ]
        return try sign(payload, header: Array(Base64URL.encode(header.serialized()).utf8) + [UInt8(ascii: ".")])
    }
}
