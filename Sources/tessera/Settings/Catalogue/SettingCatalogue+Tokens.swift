extension SettingCatalogue {
    /// What tokens say and how long they and their sessions live.
    enum Tokens {
        static let issuer = Setting<String?>(
            "issuer",
            .issuer,
            unlessSet: "http://localhost with http.port (https with TLS)",
            "The URL under which everybody reaches this server: the `iss` of every token.",
            example: "https://sign-in.example.com"
        )
        static let audience = Setting<[String]?>(
            "audience",
            .list(of: .audience, minimum: 1),
            unlessSet: "the issuer",
            "The APIs that access tokens are for: their `aud`.",
            example: "https://api.example.com"
        )
        static let scopes = Setting(
            "scopes",
            .list(of: .scopeToken, minimum: 1),
            default: ["account"],
            "What a sign-in may ask for, and gets when it asks for nothing. `account` opens the account's own endpoints.",
            example: "account notes:read notes:write"
        )
        static let accessTokenLifetime = Setting(
            "access-token.lifetime",
            .duration(.seconds(1)...(.days(1))),
            default: .minutes(5),
            "For how long an access token is good. Shorter means that a lost one harms for a shorter time."
        )
        static let sessionIdleLifetime = Setting(
            "session.idle-lifetime",
            .duration(.seconds(1)...(.days(3650))),
            default: .days(14),
            "For how long a session lives without a refresh."
        )
        static let sessionAbsoluteLifetime = Setting(
            "session.absolute-lifetime",
            .duration(.seconds(1)...(.days(3650))),
            default: .days(90),
            "For how long a session lives in any case; then its user signs in again."
        )
        static let refreshGraceWindow = Setting(
            "refresh.grace-window",
            .duration(.zero ... .minutes(5)),
            default: .seconds(10),
            "For how long after a rotation the replaced refresh token still gets the same successor (tabs that race)."
        )
        static let refreshPolicy = Setting(
            "refresh.policy",
            .choice,
            default: RefreshPolicyName.grace,
            "What happens when a replaced refresh token comes back: `grace` allows it within the window, and after it to clients "
                + "without attempt ids for the lifetime of an access token (15 minutes at most, three times in 16 refreshes), else it "
                + "ends the session; `strict` has neither, `observe` only counts it."
        )

        static let all = [
            issuer.definition, audience.definition, scopes.definition, accessTokenLifetime.definition,
            sessionIdleLifetime.definition, sessionAbsoluteLifetime.definition, refreshGraceWindow.definition,
            refreshPolicy.definition,
        ]
    }
}

/// The words of `refresh.policy`.
enum RefreshPolicyName: String, CaseIterable, Sendable {
    case grace
    case strict
    case observe
}
