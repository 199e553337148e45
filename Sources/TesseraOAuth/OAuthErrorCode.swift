/// The error codes of OAuth 2; the raw value is the code on the wire.
public enum OAuthErrorCode: String, Sendable, Hashable, CaseIterable {
    // MARK: Token endpoint, RFC 6749 §5.2

    /// A parameter is missing, repeated, malformed or unsupported (RFC 6749 §5.2; RFC 6750 §3.1).
    case invalidRequest = "invalid_request"
    /// The client could not be authenticated (RFC 6749 §5.2).
    case invalidClient = "invalid_client"
    /// The grant or refresh token is invalid, expired, revoked or another client's (RFC 6749 §5.2).
    case invalidGrant = "invalid_grant"
    /// The client may not use this grant type (RFC 6749 §5.2).
    case unauthorizedClient = "unauthorized_client"
    /// The server doesn't know this grant type (RFC 6749 §5.2).
    case unsupportedGrantType = "unsupported_grant_type"
    /// The scope is malformed, unknown or wider than granted (RFC 6749 §5.2).
    case invalidScope = "invalid_scope"

    // MARK: Authorization endpoint, RFC 6749 §4.1.2.1

    /// The resource owner or the server refused (RFC 6749 §4.1.2.1).
    case accessDenied = "access_denied"
    /// The server doesn't know this response type (RFC 6749 §4.1.2.1).
    case unsupportedResponseType = "unsupported_response_type"
    /// The server met an unexpected condition (RFC 6749 §4.1.2.1).
    case serverError = "server_error"
    /// The server is overloaded or under maintenance (RFC 6749 §4.1.2.1).
    case temporarilyUnavailable = "temporarily_unavailable"

    // MARK: Revocation endpoint, RFC 7009 §2.2.1

    /// The server cannot revoke this type of token (RFC 7009 §2.2.1).
    case unsupportedTokenType = "unsupported_token_type"

    // MARK: Protected resources, RFC 6750 §3.1

    /// The access token is expired, revoked, malformed or invalid for another reason (RFC 6750 §3.1).
    case invalidToken = "invalid_token"
    /// The request needs a wider scope than the access token has (RFC 6750 §3.1).
    case insufficientScope = "insufficient_scope"

    /// The sign-in behind the access token is too long ago, or was too weak, for this (RFC 9470 §3).
    case insufficientUserAuthentication = "insufficient_user_authentication"

    // MARK: Proofs of possession, RFC 9449 §5 and §8

    /// The proof of possession is missing or does not do (RFC 9449 §5).
    case invalidDPoPProof = "invalid_dpop_proof"
    /// The proof must carry a nonce of this server (RFC 9449 §8, §9).
    case useDPoPNonce = "use_dpop_nonce"
}
