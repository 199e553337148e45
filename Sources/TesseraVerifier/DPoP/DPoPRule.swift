/// The rules that a proof of possession can break; the raw value is the rule's name in answers and logs (RFC 9449
/// §4.3).
public enum DPoPRule: String, Sendable, Hashable, CaseIterable {
    /// There is no `DPoP` header field.
    case missing
    /// There is more than one (check 1).
    case several
    /// The proof is longer than `DPoPVerifier.maximumProofBytes`.
    case tooLarge = "too_large"
    /// The proof is no compact JWS with a strict JSON header and payload (check 2).
    case malformed
    /// A required claim is absent, or a claim has the wrong type or length (check 3).
    case claim
    /// `typ` is not `dpop+jwt` (check 4).
    case type
    /// `alg` is not one of the accepted asymmetric algorithms (check 5).
    case algorithm
    /// `jwk` is absent, secret, malformed, weak, or no key for `alg` (checks 5 and 7).
    case key
    /// The signature is not the key's (check 6).
    case signature
    /// `htm` is not the request's method (check 8).
    case method
    /// `htu` is not the request's URI (check 9).
    case uri
    /// There is no `nonce`, or none that this server gave out lately (check 10).
    case nonce
    /// `iat` lies too far in the past (check 11).
    case expired
    /// `iat` lies too far in the future (check 11).
    case notYetValid = "not_yet_valid"
    /// `ath` is not the hash of the access token (check 12).
    case accessTokenHash = "access_token_hash"
    /// The proof is by another key than the one to which the token is bound (check 12).
    case binding
    /// The token is bound to no key (check 12).
    case unbound
    /// The proof was used before (RFC 9449 §11.1).
    case replay
    /// More proofs are in their time than can be remembered: nothing is known of this one.
    case memory
}

/// Why a proof of possession was refused.
///
/// It names the rule and repeats nothing of the proof.
public struct DPoPError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The broken rule.
    public let rule: DPoPRule

    /// Makes an error.
    /// - Parameter rule: The broken rule.
    public init(_ rule: DPoPRule) {
        self.rule = rule
    }

    /// Whether another try may succeed without any change: the memory was full.
    public var isTemporary: Bool { rule == .memory }

    /// The rule as a sentence that is safe to show to anybody.
    public var description: String {
        switch rule {
        case .missing: "A DPoP header with a proof by the token's key is required."
        case .several: "There must be exactly one DPoP header."
        case .tooLarge: "The DPoP proof is too large."
        case .malformed: "The DPoP proof is not a compact JWS with a strict JSON header and payload."
        case .claim: "The DPoP proof needs htm, htu, iat and a jti of 8 to 256 bytes, each of its type."
        case .type: "The DPoP proof's typ must be dpop+jwt."
        case .algorithm: "The DPoP proof's signature algorithm is not accepted."
        case .key: "The DPoP proof's header needs a public key (jwk) that fits its algorithm."
        case .signature: "The DPoP proof's signature is invalid."
        case .method: "The DPoP proof is for another method (htm)."
        case .uri: "The DPoP proof is for another URI (htu)."
        case .nonce: "The DPoP proof must carry the nonce of the DPoP-Nonce header."
        case .expired: "The DPoP proof is too old (iat)."
        case .notYetValid: "The DPoP proof is dated in the future (iat)."
        case .accessTokenHash: "The DPoP proof is for another access token (ath)."
        case .binding: "The DPoP proof is by another key than the token is bound to."
        case .unbound: "The access token is not bound to a key; it is accepted only as a bearer token."
        case .replay: "The DPoP proof was used before; each request needs a new one."
        case .memory: "Too many DPoP proofs are in use at the moment."
        }
    }
}
