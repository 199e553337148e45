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
        case .malformedRequest: (.badRequest, "The bytes are no HTTP request")
        case .requestTimeout: (.requestTimeout, "The request did not arrive in time")
        case .notFound: (.notFound, "There is nothing at this path")
        case .methodNotAllowed: (.methodNotAllowed, "The path does not know this method")
        case .contentTooLarge: (.contentTooLarge, "The body is too large")
        case .uriTooLong: (.uriTooLong, "The path and query are too long")
        case .headerTooLarge: (.requestHeaderFieldsTooLarge, "The header is too large")
        case .unknownTransferCoding: (.notImplemented, "The body has a coding that is not known here")
        case .unsupportedMediaType: (.unsupportedMediaType, "The body has the wrong content type")
        case .crossSiteRequest: (.forbidden, "A page of another origin may not do this")

        case .missingToken: (.unauthorized, "An access token is needed")
        case .invalidToken: (.unauthorized, "The access token is not accepted")
        case .sessionEnded: (.unauthorized, "The session has ended")
        case .insufficientScope: (.forbidden, "The access token's scope does not allow this")
        case .insufficientUserAuthentication: (.unauthorized, "The sign-in is too long ago for this")
        case .accessDenied: (.forbidden, "This is not allowed")

        case .invalidCredentials: (.unauthorized, "The identifier and the password do not belong together")
        case .wrongPassword: (.unprocessableContent, "The password is wrong")
        case .crossSiteCookie: (.unprocessableContent, "The browser would lose the cookie")
        case .accountDisabled: (.forbidden, "The account is disabled")
        case .tooManyAttempts: (.tooManyRequests, "Too many attempts")
        case .superseded: (.conflict, "The refresh token has been replaced")
        case .invalidGrant: (.badRequest, "The refresh token is not accepted")
        case .invalidDPoPProof: (.badRequest, "The proof of the key is not accepted")
        case .useDPoPNonce: (.badRequest, "The proof of the key needs a nonce")
        case .sessionNotFound: (.notFound, "There is no such session")

        case .userNameTaken: (.conflict, "The user name is taken")
        case .emailTaken: (.conflict, "The e-mail address is taken")
        case .passwordRefused: (.unprocessableContent, "The password is refused")
        case .registrationClosed: (.forbidden, "Nobody can register here")
        case .accountNotFound: (.notFound, "There is no such account")
        case .lastAdministrator: (.conflict, "This is the last administrator")
        case .invalidSetupToken: (.forbidden, "The one-time link is not accepted")
        case .signingKeyNotFound: (.notFound, "There is no such signing key")
        case .streamNotFound: (.notFound, "There is no such stream of events")
        case .clientNotFound: (.notFound, "There is no such client")
        case .clientIDTaken: (.conflict, "The client id is taken")
        case .conflict: (.conflict, "The state does not allow this")

        case .invalidClient: (.unauthorized, "The client is not believed")
        case .unauthorizedClient: (.badRequest, "The client may not do this")

        case .overloaded: (.serviceUnavailable, "The server is busy")
        case .notReady: (.serviceUnavailable, "The server is not ready")
        case .storageUnavailable: (.serviceUnavailable, "The server cannot use its database")
        case .serverError: (.internalServerError, "The server failed")
        }
    }
}
