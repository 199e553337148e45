public import HTTPTypes
public import TesseraOAuth
public import TesseraVerifier

/// The refusal of a request to a protected route: all that this target's middleware throws.
///
/// Thrown out of a route it becomes an answer by itself (`AccessRefusal+Response.swift`); a server with its own table
/// of errors reads `rule` and `challenge` instead.
public struct AccessRefusal: Error, Sendable, Hashable {
    /// The broken rule.
    public let rule: AccessRule
    /// The HTTP status (RFC 6750 §3.1).
    public let status: HTTPResponse.Status
    /// What `WWW-Authenticate` must say; `nil` when no other token would help, or nothing is known of the token.
    public let challenge: BearerChallenge?
    /// A sentence for people, safe to show; never the token.
    public let detail: String
    /// After how many seconds to try again, where that makes sense.
    public let retryAfter: Int?

    /// Makes the refusal for an invalid token: 401, or 503 while the issuer's keys or the token's status are
    /// unavailable.
    /// - Parameter error: Why the token was refused.
    public init(_ error: VerificationError) {
        rule = .verification(error.rule)
        detail = error.description
        status = error.isTemporary ? .serviceUnavailable : .unauthorized
        challenge = error.isTemporary ? nil : error.challenge
        retryAfter = error.isTemporary ? 5 : nil
    }

    /// Makes the refusal for a rule.
    /// - Parameters:
    ///   - rule: The broken rule.
    ///   - scope: The scope that the route requires, for `insufficientScope`.
    init(_ rule: AccessRule, scope: Scope? = nil) {
        let (status, error, detail) = Self.meaning(of: rule)
        self.rule = rule
        self.status = status
        self.detail = detail
        retryAfter = nil
        challenge =
            switch status {
            case .forbidden where error == nil, .notFound: nil
            // A request without a token gets a challenge without an error code (RFC 6750 §3.1).
            default: BearerChallenge(error: error, description: error.map { _ in detail }, scope: scope)
            }
    }

    private init(_ refusal: AccessRefusal, challenge: BearerChallenge?) {
        rule = refusal.rule
        status = refusal.status
        self.challenge = challenge
        detail = refusal.detail
        retryAfter = refusal.retryAfter
    }

    /// The same refusal, its challenge naming a protection space.
    func inRealm(_ realm: String) -> AccessRefusal {
        AccessRefusal(self, challenge: challenge?.inRealm(realm))
    }

    private static func meaning(of rule: AccessRule) -> (HTTPResponse.Status, OAuthErrorCode?, String) {
        switch rule {
        case .missingToken: (.unauthorized, nil, "This needs an access token in the Authorization header.")
        case .severalTokens: (.badRequest, .invalidRequest, "There must be exactly one Authorization header.")
        case .tokenInQuery: (.badRequest, .invalidRequest, "An access token must not stand in the query.")
        case .malformedCredentials: (.badRequest, .invalidRequest, "The Authorization header holds no bearer token.")
        case .insufficientScope: (.forbidden, .insufficientScope, "The access token's scope does not suffice.")
        case .missingRole: (.forbidden, nil, "The account lacks the role that this needs.")
        case .notFound: (.notFound, nil, "There is nothing here.")
        case .verification(let rule):
            (.unauthorized, .invalidToken, VerificationError(rule: rule).description)
        }
    }
}

extension AccessRefusal: CustomStringConvertible {
    /// The rule's name and the sentence; safe to log.
    public var description: String { "AccessRefusal(\(rule.name)): \(detail)" }
}
