import HTTPTypes

/// The one place that fixes each code's HTTP status and title.
///
/// Call sites name a code and never choose a status.
enum ProblemTable {
    /// The status and the title of `code`.
    ///
    /// No default branch: a new code does not compile without its row.
    static func row(_ code: ProblemCode) -> (status: HTTPResponse.Status, title: String) {
        switch code {
        case .invalidRequest: (.badRequest, "The request is not valid")
        case .malformedRequest: (.badRequest, "The request is malformed")
        case .requestTimeout: (.requestTimeout, "The request did not arrive in time")
        case .notFound: (.notFound, "This path does not exist")
        case .methodNotAllowed: (.methodNotAllowed, "This path does not support the method")
        case .contentTooLarge: (.contentTooLarge, "The body is too large")
        case .uriTooLong: (.uriTooLong, "The path and query are too long")
        case .headerTooLarge: (.requestHeaderFieldsTooLarge, "The header is too large")
        case .unknownTransferCoding: (.notImplemented, "The transfer coding is not supported")
        case .unsupportedMediaType: (.unsupportedMediaType, "The body has the wrong content type")
        case .crossSiteRequest: (.forbidden, "A page of another origin may not do this")

        case .missingToken: (.unauthorized, "An access token is required")
        case .invalidToken: (.unauthorized, "The access token is not accepted")
        case .sessionEnded: (.unauthorized, "The session has ended")
        case .insufficientScope: (.forbidden, "The access token's scope does not allow this")
        case .insufficientUserAuthentication: (.unauthorized, "This requires a more recent sign-in")
        case .accessDenied: (.forbidden, "This is not allowed")

        case .invalidCredentials: (.unauthorized, "The identifier or the password is wrong")
        case .wrongPassword: (.unprocessableContent, "The password is wrong")
        case .crossSiteCookie: (.unprocessableContent, "The browser would not keep the cookie")
        case .accountDisabled: (.forbidden, "The account is disabled")
        case .tooManyAttempts: (.tooManyRequests, "Too many attempts")
        case .superseded: (.conflict, "The refresh token has been replaced")
        case .invalidGrant: (.badRequest, "The refresh token is not accepted")
        case .invalidDPoPProof: (.badRequest, "The DPoP proof is not accepted")
        case .useDPoPNonce: (.badRequest, "The DPoP proof needs a nonce")
        case .sessionNotFound: (.notFound, "There is no such session")

        case .userNameTaken: (.conflict, "The user name is taken")
        case .emailTaken: (.conflict, "The e-mail address is taken")
        case .passwordRefused: (.unprocessableContent, "The password is not acceptable")
        case .registrationClosed: (.forbidden, "Registration is closed")
        case .accountNotFound: (.notFound, "There is no such account")
        case .lastAdministrator: (.conflict, "This is the last administrator")
        case .invalidSetupToken: (.forbidden, "The one-time link is not accepted")
        case .signingKeyNotFound: (.notFound, "There is no such signing key")
        case .streamNotFound: (.notFound, "There is no such event stream")
        case .clientNotFound: (.notFound, "There is no such client")
        case .clientIDTaken: (.conflict, "The client id is taken")
        case .conflict: (.conflict, "The request conflicts with the current state")

        case .invalidClient: (.unauthorized, "The client authentication failed")
        case .unauthorizedClient: (.badRequest, "The client is not permitted to do this")

        case .overloaded: (.serviceUnavailable, "The server is busy")
        case .notReady: (.serviceUnavailable, "The server is not ready")
        case .storageUnavailable: (.serviceUnavailable, "The server cannot use its database")
        case .serverError: (.internalServerError, "The server failed")
        }
    }
}
