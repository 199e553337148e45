public import TesseraJOSE
public import TesseraOAuth

/// What an operator decides about accounts, sessions, tokens and keys.
public struct IdentityConfiguration: Sendable {
    /// The `iss` of every token: the URL under which the server is known, without a slash at the end.
    public var issuer: String
    /// The `aud` of every access token: the APIs that it is for.
    ///
    /// Not empty.
    public var audience: [String]
    /// What a first-party sign-in may ask for, and gets when it asks for nothing.
    ///
    /// Contains `account`.
    public var scope: Scope
    /// The `client_id` of tokens that the login service itself gives out.
    public var firstPartyClientID: String
    /// For how long an access token is good; whole seconds.
    public var accessTokenLifetime: Duration
    /// For how long a session lives without a refresh.
    public var sessionIdleLifetime: Duration
    /// For how long a session lives in any case.
    public var sessionAbsoluteLifetime: Duration
    /// For how long an ended session is remembered, so that its cause can be told, and a signing key that counts no more.
    public var endedSessionRetention: Duration
    /// For how long an event stays in the audit trail.
    public var auditRetention: Duration
    /// For how long after a rotation a replaced refresh token gets the same successor.
    public var refreshGraceWindow: Duration
    /// What happens when a replaced refresh token comes back later.
    public var refreshPolicy: RefreshPolicy
    /// Whether anybody may register.
    public var isRegistrationOpen: Bool
    /// What a new password must be.
    public var passwordPolicy: PasswordPolicy
    /// What hashing a password costs.
    public var passwordHashing: Argon2idParameters
    /// How many passwords are hashed at once, and how long others wait.
    public var hashingAdmission: AdmissionConfiguration
    /// How often somebody may try.
    public var signInThrottle: SignInThrottleConfiguration
    /// The algorithm of new signing keys.
    public var signingAlgorithm: SignatureAlgorithm
    /// For how long a signing key signs.
    public var signingKeyRotationInterval: Duration
    /// For how long a signing key is published before it signs.
    public var signingKeyPublishAhead: Duration

    /// For how long a status list may be kept before it is asked for anew: its `ttl`; whole seconds.
    public var statusListTimeToLive: Duration

    /// The scope that opens the account's own endpoints and the administration.
    ///
    /// A sign-in that asks for less gets tokens that are good for other APIs only.
    public static let accountScope = "account"

    /// The defaults for an issuer: access tokens of 5 minutes, sessions of 14 idle and 90 days in all, ES256, keys of 30 days.
    public init(issuer: String, audience: [String]? = nil) throws {
        self.issuer = issuer
        self.audience = audience ?? [issuer]
        self.scope = try Scope([Self.accountScope])
        self.firstPartyClientID = "first-party"
        self.accessTokenLifetime = .seconds(300)
        self.sessionIdleLifetime = .seconds(14 * 86_400)
        self.sessionAbsoluteLifetime = .seconds(90 * 86_400)
        self.endedSessionRetention = .seconds(30 * 86_400)
        self.auditRetention = .seconds(400 * 86_400)
        self.refreshGraceWindow = .seconds(10)
        self.refreshPolicy = .grace
        self.isRegistrationOpen = true
        self.passwordPolicy = PasswordPolicy()
        self.passwordHashing = try Argon2idParameters()
        self.hashingAdmission = AdmissionConfiguration()
        self.signInThrottle = SignInThrottleConfiguration()
        self.signingAlgorithm = .es256
        self.signingKeyRotationInterval = .seconds(30 * 86_400)
        self.signingKeyPublishAhead = .seconds(86_400)
        self.statusListTimeToLive = .seconds(60)
    }

    /// Checks that the values go together.
    ///
    /// - Throws: `IdentityError` `invalid_request` that says which do not.
    public func validate() throws {
        func refuse(_ condition: Bool, _ detail: String) throws {
            if condition { throw IdentityError(.misconfigured(detail)) }
        }
        try refuse(issuer.isEmpty || issuer.hasSuffix("/"), "The issuer is a URL without a slash at the end.")
        try refuse(
            !scope.contains(Self.accountScope),
            "The scopes must contain \(Self.accountScope), which opens the account's own endpoints."
        )
        try refuse(audience.isEmpty || audience.contains(""), "The audience needs at least one value.")
        try refuse(accessTokenLifetime < .seconds(1), "Access tokens live for at least one second.")
        try refuse(
            accessTokenLifetime > StatusLifetime.longestAccessToken,
            "Access tokens live for a day at the most."
        )
        try refuse(
            statusListTimeToLive < .seconds(1) || statusListTimeToLive > StatusLifetime.margin,
            "Status lists are kept for 1 to 900 seconds."
        )
        try refuse(sessionIdleLifetime <= .zero, "The idle lifetime of sessions must be longer than zero.")
        try refuse(
            sessionIdleLifetime > sessionAbsoluteLifetime,
            "The idle lifetime of sessions cannot exceed the absolute one."
        )
        try refuse(sessionIdleLifetime < accessTokenLifetime, "Sessions must live at least as long as access tokens.")
        try refuse(endedSessionRetention < .zero, "Ended sessions cannot be forgotten before they end.")
        try refuse(auditRetention < .seconds(86_400), "The audit trail is kept for a day at least.")
        try refuse(
            refreshGraceWindow < .zero || refreshGraceWindow > .seconds(300),
            "The grace window is 0 to 300 seconds."
        )
        _ = try keySchedule()
    }

    func keySchedule() throws -> KeySchedule {
        try KeySchedule(
            algorithm: signingAlgorithm,
            rotationInterval: signingKeyRotationInterval,
            publishAhead: signingKeyPublishAhead,
            accessTokenLifetime: accessTokenLifetime
        )
    }

    /// For how long things are kept.
    var retention: Retention {
        Retention(ended: endedSessionRetention, audit: auditRetention, familiarity: signInThrottle.familiarity)
    }
}
