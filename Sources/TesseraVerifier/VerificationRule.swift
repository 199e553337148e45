/// The rules that an access token can break; the raw value is the rule's name in answers and logs.
public enum VerificationRule: String, Sendable, Hashable, CaseIterable {
    /// The token is no compact JWS with a strict JSON header and payload, or a claim has the wrong type.
    case malformed
    /// The token is longer than `AccessTokenVerifier.maximumTokenBytes`.
    case tooLarge = "too_large"
    /// `alg` is not accepted or isn't the key's (RFC 8725 §3.1).
    case algorithm
    /// `kid` names no key of the issuer, or is absent where the issuer has several keys.
    case unknownKey = "unknown_key"
    /// The signature is not the key's (RFC 7515 §5.2).
    case signature
    /// `typ` is not `at+jwt` (RFC 9068 §4).
    case type
    /// A claim that RFC 9068 §2.2 requires is absent or empty.
    case missingClaim = "missing_claim"
    /// `iss` is another issuer (RFC 9068 §4).
    case issuer
    /// `aud` doesn't contain this resource server (RFC 9068 §4).
    case audience
    /// `client_id` is not among the accepted clients.
    case clientID = "client_id"
    /// `exp` has passed (RFC 9068 §4).
    case expired
    /// `nbf` or `iat` lies in the future (RFC 7519 §4.1.5).
    case notYetValid = "not_yet_valid"
    /// The token has been revoked or suspended (draft-ietf-oauth-status-list).
    case status
    /// The token is bound to a key and so no bearer token, or is not bound to the key that the request proves (RFC 7800
    /// §3.1, RFC 9449 §7.1).
    case binding
    /// The proof of the token's key is missing or refused; `VerificationError.proof` says by which rule (RFC 9449 §4.3).
    case proof
    /// A policy of the application's own refused; `VerificationError.policy` has its name.
    case policy
    /// The issuer's keys can't be had at the moment: nothing is known of the token.
    case keysUnavailable = "keys_unavailable"
    /// The token's status can't be had at the moment, or is older than allowed.
    case statusUnavailable = "status_unavailable"
}
