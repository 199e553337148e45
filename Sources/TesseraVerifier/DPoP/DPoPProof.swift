public import TesseraJOSE

/// A proof of possession (RFC 9449 §4.2): its signature is verified by the key that it carries; what it says is not yet
/// held against a request.
public struct DPoPProof: Sendable, Hashable {
    /// The thumbprint of the key (RFC 7638, SHA-256): the `jkt` of tokens that are bound to it.
    public let thumbprint: String
    /// `htm`: the method of the request.
    public let method: String
    /// `htu`: the URI of the request, as written.
    public let uri: String
    /// `iat`: when the proof was made, in seconds since 1970-01-01T00:00:00Z.
    public let issuedAt: Int64
    /// `jti`: names the proof, once.
    public let identifier: String
    /// `ath`: the hash of the access token that comes with it.
    public let accessTokenHash: String?
    /// `nonce`: what the server gave to the client.
    public let nonce: String?

    /// How long a `jti` may be, in bytes: RFC 9449 §4.2 wants 96 random bits, which no 8 bytes of text can hold.
    static let identifierLengths = 8...256
    private static let payloadLimits = JSONLimits(maximumBytes: 8192, maximumDepth: 8, maximumMembers: 100)
    /// How long every other text may be, in bytes.
    private static let maximumTextBytes = 4096

    /// Reads a proof and verifies its signature (RFC 9449 §4.3, checks 2 to 7).
    /// - Parameters:
    ///   - text: The value of the `DPoP` header field.
    ///   - algorithms: The accepted signature algorithms; symmetric ones never count.
    /// - Throws: `DPoPError` that names the broken rule.
    public init(verifying text: String, algorithms: Set<SignatureAlgorithm>) throws(DPoPError) {
        let signed: SelfSignedJWS
        do {
            signed = try SelfSignedJWS(
                verifying: text,
                algorithms: algorithms,
                maximumBytes: DPoPVerifier.maximumProofBytes
            )
        } catch {
            throw DPoPError(Self.rule(broken: error))
        }
        guard MediaType.matches(signed.header.type, "dpop+jwt") else { throw DPoPError(.type) }
        guard let claims = try? Claims(parsing: signed.payload, limits: Self.payloadLimits) else {
            // Bad JSON and a claim of the wrong type are told apart, since the second is the client's own doing.
            let isObject = (try? JSONValue(parsing: signed.payload, limits: Self.payloadLimits))?.object != nil
            throw DPoPError(isObject ? .claim : .malformed)
        }
        guard let method = try Self.text("htm", in: claims), let uri = try Self.text("htu", in: claims),
            let issuedAt = claims.issuedAt, let identifier = claims.tokenID,
            Self.identifierLengths.contains(identifier.utf8.count)
        else { throw DPoPError(.claim) }
        thumbprint = signed.key.thumbprint()
        self.method = method
        self.uri = uri
        self.issuedAt = issuedAt
        self.identifier = identifier
        accessTokenHash = try Self.text("ath", in: claims)
        nonce = try Self.text("nonce", in: claims)
    }

    private static func text(_ name: String, in claims: Claims) throws(DPoPError) -> String? {
        guard let value = claims[name] else { return nil }
        guard let text = value.string, (1...maximumTextBytes).contains(text.utf8.count) else {
            throw DPoPError(.claim)
        }
        return text
    }

    private static func rule(broken error: JOSEError) -> DPoPRule {
        switch error.code {
        case .tooLarge: .tooLarge
        case .unsupportedAlgorithm, .algorithmNotAllowed: .algorithm
        case .invalidKey, .unsupportedKey, .weakKey, .algorithmMismatch: .key
        case .invalidSignature: .signature
        default: .malformed
        }
    }
}

extension DPoPProof: CustomStringConvertible {
    /// The key, the method and the URI.
    public var description: String { "DPoPProof(key: \(thumbprint), \(method) \(uri))" }
}
