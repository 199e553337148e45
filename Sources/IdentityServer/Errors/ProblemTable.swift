import HTTPTypes
import TesseraOAuth

/// The one place that fixes each code's HTTP status, its OAuth code and its title.
///
/// Call sites name a code and never choose a status.
enum ProblemTable {
    /// What a code means at the edge.
    struct Row: Sendable {
        let status: HTTPResponse.Status
        /// The code of RFC 6749 §5.2 and §4.1.2.1, for the endpoints whose errors are OAuth's.
        let oauth: OAuthErrorCode
        let title: String

        init(_ status: HTTPResponse.Status, _ oauth: OAuthErrorCode, _ title: String) {
            self.status = status
            self.oauth = oauth
            self.title = title
        }
    }

    /// The row of `code`.
    ///
    /// No default branch: a new code does not compile without its row.
    static func row(_ code: ProblemCode) -> Row {
        switch code {
        case .invalidRequest: Row(.badRequest, .invalidRequest, "The request is not valid")
        case .malformedRequest: Row(.badRequest, .invalidRequest, "The request is malformed")
        case .requestTimeout: Row(.requestTimeout, .invalidRequest, "The request did not arrive in time")
        case .notFound: Row(.notFound, .invalidRequest, "This path does not exist")
        case .methodNotAllowed: Row(.methodNotAllowed, .invalidRequest, "This path does not support the method")
        case .contentTooLarge: Row(.contentTooLarge, .invalidRequest, "The body is too large")
        case .uriTooLong: Row(.uriTooLong, .invalidRequest, "The path and query are too long")
        case .headerTooLarge: Row(.requestHeaderFieldsTooLarge, .invalidRequest, "The header is too large")
        case .unknownTransferCoding:
            Row(.notImplemented, .invalidRequest, "The transfer coding is not supported")
        case .unsupportedMediaType: Row(.unsupportedMediaType, .invalidRequest, "The body has the wrong content type")
        case .crossSiteRequest: Row(.forbidden, .accessDenied, "A page of another origin may not do this")

        case .missingToken: Row(.unauthorized, .invalidToken, "An access token is required")
        case .invalidToken: Row(.unauthorized, .invalidToken, "The access token is not accepted")
        case .sessionEnded: Row(.unauthorized, .invalidGrant, "The session has ended")
        case .insufficientScope: Row(.forbidden, .insufficientScope, "The access token's scope does not allow this")
        case .insufficientUserAuthentication:
            Row(.unauthorized, .insufficientUserAuthentication, "This requires a more recent sign-in")
        case .accessDenied: Row(.forbidden, .accessDenied, "This is not allowed")

        case .invalidCredentials:
            Row(.unauthorized, .accessDenied, "The identifier or the password is wrong")
        case .wrongPassword: Row(.unprocessableContent, .invalidRequest, "The password is wrong")
        case .crossSiteCookie: Row(.unprocessableContent, .invalidRequest, "The browser would not keep the cookie")
        case .accountDisabled: Row(.forbidden, .accessDenied, "The account is disabled")
        case .tooManyAttempts: Row(.tooManyRequests, .temporarilyUnavailable, "Too many attempts")
        case .superseded: Row(.conflict, .invalidGrant, "The refresh token has been replaced")
        case .invalidGrant: Row(.badRequest, .invalidGrant, "The refresh token is not accepted")
        case .invalidDPoPProof: Row(.badRequest, .invalidDPoPProof, "The DPoP proof is not accepted")
        case .useDPoPNonce: Row(.badRequest, .useDPoPNonce, "The DPoP proof needs a nonce")
        case .sessionNotFound: Row(.notFound, .invalidGrant, "There is no such session")

        case .userNameTaken: Row(.conflict, .accessDenied, "The user name is taken")
        case .emailTaken: Row(.conflict, .accessDenied, "The e-mail address is taken")
        case .passwordRefused: Row(.unprocessableContent, .invalidRequest, "The password is not acceptable")
        case .registrationClosed: Row(.forbidden, .accessDenied, "Registration is closed")
        case .accountNotFound: Row(.notFound, .invalidGrant, "There is no such account")
        case .lastAdministrator: Row(.conflict, .accessDenied, "This is the last administrator")
        case .invalidSetupToken: Row(.forbidden, .accessDenied, "The one-time link is not accepted")
        case .signingKeyNotFound: Row(.notFound, .accessDenied, "There is no such signing key")
        case .streamNotFound: Row(.notFound, .accessDenied, "There is no such event stream")
        case .clientNotFound: Row(.notFound, .accessDenied, "There is no such client")
        case .clientIDTaken: Row(.conflict, .accessDenied, "The client id is taken")
        case .conflict: Row(.conflict, .accessDenied, "The request conflicts with the current state")

        case .invalidClient: Row(.unauthorized, .invalidClient, "The client authentication failed")
        case .unauthorizedClient: Row(.badRequest, .unauthorizedClient, "The client is not permitted to do this")

        case .overloaded: Row(.serviceUnavailable, .temporarilyUnavailable, "The server is busy")
        case .notReady: Row(.serviceUnavailable, .temporarilyUnavailable, "The server is not ready")
        case .storageUnavailable:
            Row(.serviceUnavailable, .temporarilyUnavailable, "The server cannot use its database")
        case .serverError: Row(.internalServerError, .serverError, "The server failed")
        }
    }
}
