import Identity

/// Every code that an error answer can carry in its member `error`.
enum ProblemCode: String, Sendable, CaseIterable {
    // The request
    case invalidRequest = "invalid_request"
    case malformedRequest = "malformed_request"
    case requestTimeout = "request_timeout"
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case contentTooLarge = "content_too_large"
    case uriTooLong = "uri_too_long"
    case headerTooLarge = "header_too_large"
    case unknownTransferCoding = "unknown_transfer_coding"
    case unsupportedMediaType = "unsupported_media_type"
    case crossSiteRequest = "cross_site_request"

    // Access
    case missingToken = "missing_token"
    case invalidToken = "invalid_token"
    case sessionEnded = "session_ended"
    case insufficientScope = "insufficient_scope"
    case insufficientUserAuthentication = "insufficient_user_authentication"
    case accessDenied = "access_denied"

    // Sign-in and sessions
    case invalidCredentials = "invalid_credentials"
    case wrongPassword = "wrong_password"
    case crossSiteCookie = "cross_site_cookie"
    case accountDisabled = "account_disabled"
    case tooManyAttempts = "too_many_attempts"
    case invalidGrant = "invalid_grant"
    case superseded
    case invalidDPoPProof = "invalid_dpop_proof"
    case useDPoPNonce = "use_dpop_nonce"
    case sessionNotFound = "session_not_found"

    // Accounts
    case userNameTaken = "user_name_taken"
    case emailTaken = "email_taken"
    case passwordRefused = "password_refused"
    case registrationClosed = "registration_closed"
    case accountNotFound = "account_not_found"
    case lastAdministrator = "last_administrator"
    case invalidSetupToken = "invalid_setup_token"
    case signingKeyNotFound = "signing_key_not_found"
    case streamNotFound = "stream_not_found"
    case clientNotFound = "client_not_found"
    case clientIDTaken = "client_id_taken"
    case conflict

    // Confidential clients, in the words of RFC 6749 §5.2
    case invalidClient = "invalid_client"
    case unauthorizedClient = "unauthorized_client"

    // The server
    case overloaded
    case notReady = "not_ready"
    case storageUnavailable = "storage_unavailable"
    case serverError = "server_error"
}

extension ProblemCode {
    /// The code of an error of the identity rules, which is the same word.
    init(_ code: IdentityError.Code) {
        // A test asks for each of them.
        self = ProblemCode(rawValue: code.rawValue) ?? .serverError
    }
}
