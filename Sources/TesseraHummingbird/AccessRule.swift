public import TesseraVerifier

/// The rules by which a request to a protected route is refused.
public enum AccessRule: Sendable, Hashable {
    /// There is no access token (RFC 6750 §3).
    case missingToken
    /// There is more than one `Authorization` header (RFC 6750 §2).
    case severalTokens
    /// The token stands in the query, where it leaks into logs (RFC 6750 §5.3).
    case tokenInQuery
    /// What follows `Bearer` or `DPoP` is no token (RFC 6750 §2.1).
    case malformedCredentials
    /// The token is invalid.
    case verification(VerificationRule)
    /// The token's scope doesn't suffice (RFC 6750 §3.1).
    case insufficientScope
    /// The sign-in behind the token is too long ago (RFC 9470 §3).
    case authenticationTooOld
    /// The token doesn't name the role.
    case missingRole
    /// The resource is absent, or another's.
    case notFound

    /// The rule's name in answers and logs.
    public var name: String {
        switch self {
        case .missingToken: "missing_token"
        case .severalTokens: "several_tokens"
        case .tokenInQuery: "token_in_query"
        case .malformedCredentials: "malformed_credentials"
        case .verification(let rule): rule.rawValue
        case .insufficientScope: "insufficient_scope"
        case .authenticationTooOld: "authentication_too_old"
        case .missingRole: "missing_role"
        case .notFound: "not_found"
        }
    }
}
