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
    /// What `WWW-Authenticate` must say of bearer tokens; `nil` when no other bearer token would help, or nothing is
    /// known of the token.
    public let challenge: BearerChallenge?
    /// What `WWW-Authenticate` must say of tokens that are bound to a key (RFC 9449 §7.1); `nil` when none would help.
    public let proofChallenge: DPoPChallenge?
    /// A sentence for people, safe to show; never the token.
    public let detail: String
    /// After how many seconds to try again, where that makes sense.
    public let retryAfter: Int?
    /// The nonce that the next proof must carry, for the `DPoP-Nonce` header (RFC 9449 §9).
    public private(set) var nonce: String?

    /// Makes the refusal for an invalid token: 401, or 503 while nothing is known of it.
    /// - Parameters:
    ///   - error: Why the token was refused.
    ///   - type: How the token was presented.
    ///   - algorithms: The names of the algorithms that a proof may be signed by; empty when no proof is accepted.
    public init(_ error: VerificationError, presentedAs type: TokenType = .bearer, algorithms: [String] = []) {
        rule = .verification(error.rule)
        detail = error.description
        status = error.isTemporary ? .serviceUnavailable : .unauthorized
        retryAfter = error.isTemporary ? 5 : nil
        // A bound token that came as a bearer token is told what it is good for.
        let isAboutProof = type == .dpop || (error.rule == .binding && !algorithms.isEmpty)
        challenge = error.isTemporary || isAboutProof ? nil : error.challenge
        proofChallenge = error.isTemporary || !isAboutProof ? nil : error.proofChallenge(algorithms: algorithms)
    }

    /// Makes the refusal for a rule.
    /// - Parameters:
    ///   - rule: The broken rule.
    ///   - scope: The scope that the route requires, for `insufficientScope`.
    ///   - maxAge: How old the sign-in may be in seconds, for `authenticationTooOld`.
    ///   - type: How the token was presented.
    init(_ rule: AccessRule, scope: Scope? = nil, maxAge: Int64? = nil, presentedAs type: TokenType = .bearer) {
        let (status, error, detail) = Self.meaning(of: rule)
        self.rule = rule
        self.status = status
        self.detail = detail
        retryAfter = nil
        let isChallenged = !(status == .forbidden && error == nil || status == .notFound)
        // A request without a token gets a challenge without an error code (RFC 6750 §3.1).
        let description = error.map { _ in detail }
        switch type {
        case _ where !isChallenged: (challenge, proofChallenge) = (nil, nil)
        case .bearer:
            challenge = BearerChallenge(error: error, description: description, scope: scope, maxAge: maxAge)
            proofChallenge = nil
        case .dpop:
            challenge = nil
            proofChallenge = DPoPChallenge(
                error: error,
                description: description,
                scope: scope,
                maxAge: maxAge,
                algorithms: []
            )
        }
    }

    /// Makes the refusal for a scope that doesn't suffice.
    /// - Parameters:
    ///   - scope: The scope that the route requires.
    ///   - token: What the token says, whose way of being presented decides the challenge.
    package init(insufficient scope: Scope?, of token: AccessToken) {
        self.init(.insufficientScope, scope: scope, presentedAs: token.boundKey == nil ? .bearer : .dpop)
    }

    /// Makes the refusal for a sign-in that is too long ago.
    /// - Parameters:
    ///   - maxAge: How old it may be, in seconds.
    ///   - token: What the token says, whose way of being presented decides the challenge.
    package init(authenticationOlderThan maxAge: Int64, of token: AccessToken) {
        self.init(.authenticationTooOld, maxAge: maxAge, presentedAs: token.boundKey == nil ? .bearer : .dpop)
    }

    private init(_ refusal: AccessRefusal, _ challenge: BearerChallenge?, _ proofChallenge: DPoPChallenge?) {
        rule = refusal.rule
        status = refusal.status
        self.challenge = challenge
        self.proofChallenge = proofChallenge
        detail = refusal.detail
        retryAfter = refusal.retryAfter
        nonce = refusal.nonce
    }

    /// The value of `WWW-Authenticate`, with every challenge there is; `nil` when there is none.
    ///
    /// One field rather than two, since some proxies keep only the first.
    public var challengeText: String? {
        let challenges = [challenge?.headerValue, proofChallenge?.headerValue].compactMap(\.self)
        return challenges.isEmpty ? nil : challenges.joined(separator: ", ")
    }

    /// The same refusal, its challenges naming a protection space.
    package func inRealm(_ realm: String) -> AccessRefusal {
        AccessRefusal(self, challenge?.inRealm(realm), proofChallenge?.inRealm(realm))
    }

    /// The same refusal of a request without credentials, which also asks for a bound token.
    package func offering(_ algorithms: [String]) -> AccessRefusal {
        guard rule == .missingToken, !algorithms.isEmpty else { return self }
        return AccessRefusal(self, challenge, DPoPChallenge(algorithms: algorithms))
    }

    /// The same refusal, with the nonce for the next proof.
    func withNonce(_ nonce: String?) -> AccessRefusal {
        var refusal = self
        refusal.nonce = nonce
        return refusal
    }

    private static func meaning(of rule: AccessRule) -> (HTTPResponse.Status, OAuthErrorCode?, String) {
        switch rule {
        case .missingToken: (.unauthorized, nil, "The Authorization header must contain an access token.")
        case .severalTokens: (.badRequest, .invalidRequest, "There must be exactly one Authorization header.")
        case .tokenInQuery: (.badRequest, .invalidRequest, "An access token must not be in the query.")
        case .malformedCredentials: (.badRequest, .invalidRequest, "The Authorization header contains no access token.")
        case .insufficientScope: (.forbidden, .insufficientScope, "The access token's scope is not sufficient.")
        case .authenticationTooOld:
            (.unauthorized, .insufficientUserAuthentication, "This requires a more recent sign-in.")
        case .missingRole: (.forbidden, nil, "The account lacks the required role.")
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
