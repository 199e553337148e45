/// What a verified token must claim before anybody acts on it.
///
/// A value of rules; the time comes from the caller. What isn't set isn't demanded, except `exp`, which is demanded
/// unless ``requiresExpiration`` is `false`.
public struct TokenPolicy: Sendable, Hashable {
    /// The one `iss` accepted; `nil` accepts any.
    public var issuer: String?
    /// `aud` must name one of these; empty accepts any.
    public var audiences: [String]
    /// `typ` must be one of these media types, such as `at+jwt`; empty accepts any.
    public var types: [String]
    /// Whether a token without `exp` is refused.
    public var requiresExpiration: Bool
    /// How old `iat` may be, in seconds; `nil` doesn't look.
    public var maximumAge: Int64?
    /// Names of claims that must be present.
    public var requiredClaims: [String]
    /// For how long a token is accepted after its `exp`, and beyond ``maximumAge``, in seconds, from 0 to 3600.
    public let leeway: Int64
    /// How far ahead `nbf` and `iat` may lie, in seconds: 30, or ``leeway`` where that is more.
    ///
    /// The clock of the token's issuer may be ahead.
    public var lead: Int64 { max(leeway, 30) }

    /// Creates a policy.
    /// - Parameters:
    ///   - issuer: The one `iss` accepted; `nil` accepts any.
    ///   - audiences: `aud` must name one of these; empty accepts any.
    ///   - types: `typ` must be one of these media types; empty accepts any.
    ///   - leeway: For how long a token is accepted after its `exp`, in seconds; held between 0 and 3600.
    ///   - requiresExpiration: Whether a token without `exp` is refused.
    ///   - maximumAge: How old `iat` may be, in seconds; `nil` doesn't look.
    ///   - requiredClaims: Names of claims that must be present.
    public init(
        issuer: String? = nil,
        audiences: [String] = [],
        types: [String] = [],
        leeway: Int64 = 0,
        requiresExpiration: Bool = true,
        maximumAge: Int64? = nil,
        requiredClaims: [String] = []
    ) {
        self.issuer = issuer
        self.audiences = audiences
        self.types = types
        self.leeway = min(max(leeway, 0), 3600)
        self.requiresExpiration = requiresExpiration
        self.maximumAge = maximumAge
        self.requiredClaims = requiredClaims
    }

    /// The policy of RFC 9068 §4 for access tokens: type, issuer, audience, times and the claims of §2.2.
    /// - Parameters:
    ///   - issuer: The authorization server.
    ///   - audience: The resource server that checks the token.
    ///   - leeway: For how long a token is accepted after its `exp`, in seconds.
    /// - Returns: The policy.
    public static func accessToken(issuer: String, audience: String, leeway: Int64 = 0) -> TokenPolicy {
        TokenPolicy(
            issuer: issuer,
            audiences: [audience],
            types: ["at+jwt"],
            leeway: leeway,
            requiredClaims: ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"]
        )
    }
}
