import HTTPTypes
import Hummingbird
import HummingbirdCore
import Identity
import NIOCore
import NIOHTTP1
import TesseraHummingbird
import TesseraOAuth
import TesseraVerifier

extension Problem {
    /// The problem that `error` becomes; nil for an unforeseen one, which is a failure of the server.
    init?(mapping error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as IdentityError: self.init(error)
        case let failure as StorageFailure: self.init(failure)
        case let refusal as AccessRefusal: self.init(refusal)
        case let error as BodyError: self.init(.invalidRequest, error.detail, field: error.field)
        case is RequestBodyTimedOut:
            self.init(.requestTimeout, "The body did not arrive in time. Send it without pauses.")
        // A body whose framing breaks off or contradicts itself is found out while the endpoint reads it.
        case is HTTPParserError:
            self.init(.malformedRequest, "The framing of the body does not follow HTTP/1.1.")
        case is NIOTooManyBytesError: self.init(status: .contentTooLarge)
        case let error as any HTTPResponseError: self.init(status: error.status)
        default:
            guard let refusal = IdentityError(sealed: error) else { return nil }
            self.init(refusal)
        }
    }

    /// A refusal of the identity rules, under the same code.
    init(_ error: IdentityError) {
        self.init(
            ProblemCode(error.code),
            IdentityWords.detail(of: error),
            field: error.field,
            retryAfter: error.retryAfter
        )
    }

    /// A failure of the database: what it means for the one who asked, and no more of it than that.
    init(_ failure: StorageFailure) {
        self.init(
            .storageUnavailable,
            StorageWords.detail(of: failure),
            cause: failure.publicCause,
            retryAfter: StorageWords.retryAfter(failure.cause)
        )
    }

    /// A refusal of an access token.
    init(_ refusal: AccessRefusal) {
        let code: ProblemCode =
            switch refusal.rule {
            case .missingToken: .missingToken
            case .severalTokens, .tokenInQuery, .malformedCredentials: .invalidRequest
            case .verification where refusal.status == .serviceUnavailable: .overloaded
            case .verification: .invalidToken
            case .insufficientScope: .insufficientScope
            case .authenticationTooOld: .insufficientUserAuthentication
            case .missingRole: .accessDenied
            case .notFound: .notFound
            }
        self.init(code, refusal.detail, retryAfter: refusal.retryAfter)
        challenge = refusal.challenge
        proofChallenge = refusal.proofChallenge
        if refusal.rule == .verification(.proof) { cause = refusal.proofChallenge?.error?.rawValue }
    }

    /// What the web framework answers by itself.
    private init?(status: HTTPResponse.Status) {
        switch status {
        case .notFound: self.init(.notFound, "See /docs for the existing paths.")
        case .contentTooLarge: self.init(.contentTooLarge, "A request body has at most 65,536 bytes.")
        case .unsupportedMediaType: self.init(.unsupportedMediaType, "Send the body as application/json.")
        case .badRequest: self.init(.invalidRequest, "The request cannot be read.")
        default: return nil
        }
    }
}
