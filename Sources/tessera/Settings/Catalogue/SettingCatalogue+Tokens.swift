extension SettingCatalogue {
    /// What tokens say and how long they and their sessions live.
    enum Tokens {
        static let issuer = Setting<String?>(
            "issuer",
            .issuer,
            unlessSet: "http://localhost with http.port (https with TLS)",
            "The public URL of this server: the `iss` of every token.",
            example: "https://sign-in.example.com"
        )
        static let audience = Setting<[String]?>(
            "audience",
            .list(of: .audience, minimum: 1),
            unlessSet: "the issuer",
            "The resource servers that accept the access tokens: their `aud`.",
            example: "https://api.example.com"
        )
        static let scopes = Setting(
            "scopes",
            .list(of: .scopeToken, minimum: 1),
            default: ["account"],
            "The scopes that a sign-in may request, and gets if it requests none. `account` opens the account's "
                + "own endpoints.",
            example: "account notes:read notes:write"
        )
        static let accessTokenLifetime = Setting(
            "access-token.lifetime",
            .duration(.seconds(1)...(.days(1))),
            default: .minutes(5),
            "How long an access token is valid. With a shorter lifetime a lost token does harm for a shorter "
                + "time."
        )
        static let sessionIdleLifetime = Setting(
            "session.idle-lifetime",
            .duration(.seconds(1)...(.days(3650))),
            default: .days(14),
            "How long a session lives without a refresh."
        )
        static let sessionAbsoluteLifetime = Setting(
            "session.absolute-lifetime",
            .duration(.seconds(1)...(.days(3650))),
            default: .days(90),
            "How long a session can live at most; then its user signs in again."
        )
        static let refreshGraceWindow = Setting(
            "refresh.grace-window",
            .duration(.zero ... .minutes(5)),
            default: .seconds(10),
            "How long after a rotation the replaced refresh token still gets the same successor (several tabs "
                + "refresh at once)."
        )
        static let refreshPolicy = Setting(
            "refresh.policy",
            .choice,
            default: RefreshPolicyName.grace,
            "What happens when a client presents a replaced refresh token. `grace` accepts it within the "
                + "window, and after it from clients without attempt ids for the lifetime of an access token (15 "
                + "minutes at most, three times in 16 refreshes); otherwise it ends the session. `strict` accepts "
                + "none, and `observe` only records it."
        )

        static let all = [
            issuer.definition, audience.definition, scopes.definition, accessTokenLifetime.definition,
            sessionIdleLifetime.definition, sessionAbsoluteLifetime.definition, refreshGraceWindow.definition,
            refreshPolicy.definition,
        ]
    }
}

/// The values of `refresh.policy`.
enum RefreshPolicyName: String, CaseIterable, Sendable {
    case grace
    case strict
    case observe
}
