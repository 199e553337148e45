import TesseraOAuth

/// The one place that says each code in the words of OAuth 2, for the endpoints whose errors are OAuth's.
///
/// The status stays the one of ``ProblemTable``.
enum OAuthErrorTable {
    /// The error code of RFC 6749 §5.2 and §4.1.2.1 that `code` becomes.
    ///
    /// No default branch: a new code does not compile without its row.
    static func code(_ code: ProblemCode) -> OAuthErrorCode {
        switch code {
        case .invalidRequest, .malformedRequest, .requestTimeout, .notFound, .methodNotAllowed, .contentTooLarge,
            .uriTooLong, .headerTooLarge, .unknownTransferCoding, .unsupportedMediaType, .passwordRefused,
            .wrongPassword, .crossSiteCookie:
            .invalidRequest
        case .invalidClient: .invalidClient
        case .unauthorizedClient: .unauthorizedClient
        case .invalidGrant, .superseded, .sessionEnded, .sessionNotFound, .accountNotFound: .invalidGrant
        case .missingToken, .invalidToken: .invalidToken
        case .invalidDPoPProof: .invalidDPoPProof
        case .useDPoPNonce: .useDPoPNonce
        case .insufficientScope: .insufficientScope
        case .insufficientUserAuthentication: .insufficientUserAuthentication
        case .accessDenied, .crossSiteRequest, .invalidCredentials, .accountDisabled, .registrationClosed,
            .invalidSetupToken, .lastAdministrator, .userNameTaken, .emailTaken, .signingKeyNotFound, .clientNotFound,
            .clientIDTaken, .streamNotFound, .conflict:
            .accessDenied
        case .tooManyAttempts, .overloaded, .notReady, .storageUnavailable: .temporarilyUnavailable
        case .serverError: .serverError
        }
    }
}
