public import TesseraOAuth

/// What a request shows to prove possession of a key, and what the proof is held against.
public struct PresentedProof: Sendable, Hashable {
    /// The values of the request's `DPoP` header fields: as many as there were.
    public let values: [String]
    /// The request's method.
    public let method: String
    /// The request's URI, as its client knows it; a query and a fragment don't count.
    public let uri: String

    /// Collects what a request shows.
    /// - Parameters:
    ///   - values: The values of all `DPoP` header fields.
    ///   - method: The request's method, case-sensitive.
    ///   - uri: The request's URI with scheme and host: `https://api.example.com/notes`. Take scheme and host from the
    ///     configuration, never from what the client says, or a proof for another server will do (RFC 9449 §11.1).
    public init(values: [String], method: String, uri: String) {
        self.values = values
        self.method = method
        self.uri = uri
    }
}

/// An access token as a request presents it: the token, the scheme, and the proof of its key.
public struct PresentedAccessToken: Sendable, Hashable {
    /// The token in compact serialization.
    public let token: String
    /// The scheme of the `Authorization` header.
    public let type: TokenType
    /// The proof; means nothing with the scheme `Bearer`.
    public let proof: PresentedProof

    /// Collects what a request presents.
    /// - Parameters:
    ///   - token: The token in compact serialization.
    ///   - type: The scheme of the `Authorization` header.
    ///   - proof: The request's proof of possession.
    public init(_ token: String, as type: TokenType, proof: PresentedProof) {
        self.token = token
        self.type = type
        self.proof = proof
    }
}

extension PresentedAccessToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// How the token was presented; never the token or the proof.
    public var description: String { "PresentedAccessToken(\(type.rawValue), \(proof.method) \(proof.uri))" }
    /// The same as `description`.
    public var debugDescription: String { description }
    /// A mirror without the token and the proof.
    public var customMirror: Mirror { Mirror(self, children: ["type": type]) }
}
