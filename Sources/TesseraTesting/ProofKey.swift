import Crypto
import Foundation
public import TesseraJOSE

/// A client's key, and the proofs that the client has it (RFC 9449 §4).
///
/// ```swift
/// let key = try ProofKey()
/// let token = try issuer.token(boundTo: key.thumbprint)
/// let proof = try key.proof("GET", "https://api.example.com/notes", token: token)
/// // Authorization: DPoP <token>, DPoP: <proof>
/// ```
public struct ProofKey: Sendable {
    /// The key pair.
    public let key: SigningKey
    /// The thumbprint by which a token is bound to the key: `cnf.jkt` (RFC 9449 §6.1, RFC 7638).
    public let thumbprint: String

    /// A new key.
    ///
    /// - Parameter algorithm: What it signs with.
    /// - Throws: `JOSEError` when no such key can be made.
    public init(_ algorithm: SignatureAlgorithm = .es256) throws(JOSEError) {
        key = try SigningKey.generate(algorithm)
        thumbprint = key.jsonWebKey.thumbprint()
    }

    /// Makes a proof for one request (RFC 9449 §4.2).
    ///
    /// - Parameters:
    ///   - method: The request's method: `htm`.
    ///   - uri: The request's URI without query and fragment: `htu`.
    ///   - token: The access token that goes with it: `ath` is its hash; left out unless given.
    ///   - nonce: The server's nonce: `nonce`; left out unless given.
    ///   - seconds: When it is made, in seconds since 1970-01-01T00:00:00Z: `iat`.
    ///   - id: Its name, which a server takes once: `jti`; a random one unless given.
    ///   - type: The header's `typ`.
    ///   - change: Changes the claims before they are signed.
    /// - Returns: The proof in compact serialization.
    /// - Throws: `JOSEError` when the key cannot sign, or is symmetric and so cannot be shown.
    public func proof(
        _ method: String,
        _ uri: String,
        token: String? = nil,
        nonce: String? = nil,
        at seconds: Int64 = ManualClock.beginning,
        id: String? = nil,
        type: String = "dpop+jwt",
        _ change: (inout JSONObject) -> Void = { _ in }
    ) throws(JOSEError) -> String {
        var claims: JSONObject = [
            "jti": .string(id ?? UUID().uuidString), "htm": .string(method), "htu": .string(uri),
            "iat": .integer(seconds),
        ]
        if let token { claims["ath"] = .string(Self.hash(of: token)) }
        claims["nonce"] = nonce.map(JSONValue.string)
        change(&claims)
        return try key.signEmbeddingKey(JSONValue.object(claims).serialized(), type: type)
    }

    /// The hash by which a proof names its access token: `ath` (RFC 9449 §4.2).
    ///
    /// - Parameter token: The access token.
    /// - Returns: SHA-256 of its bytes, in base64url.
    public static func hash(of token: String) -> String {
        Base64URL.encode(Array(SHA256.hash(data: Array(token.utf8))))
    }
}
