import Identity
import IdentityServer
import WebValues

extension SettingCatalogue {
    /// What tokens say and how long they and their sessions live.
    enum Tokens: SettingSection {
        static let title = "Tokens and sessions"

        static let settings: [Setting] = [
            Setting(
                "issuer",
                .issuer,
                \.server.issuer,
                "The public URL of this server: the `iss` of every token.",
                example: "https://sign-in.example.com",
                unlessSet: "http://localhost with http.port (https with TLS)"
            ),
            Setting(
                "audience",
                .list(of: .audience, minimum: 1),
                \.rules.audience,
                "The resource servers that accept the access tokens: their `aud`.",
                example: "https://api.example.com",
                unlessSet: "the issuer"
            ),
            Setting(
                "scopes",
                .scope,
                \.rules.scope,
                "The scopes that a sign-in may request, and gets if it requests none. `account` opens the "
                    + "account's own endpoints.",
                example: "account notes:read notes:write"
            ),
            Setting(
                "access-token.lifetime",
                .duration(.seconds(1)...(.days(1))),
                \.rules.accessTokenLifetime,
                "How long an access token is valid. With a shorter lifetime a lost token does harm for a shorter "
                    + "time."
            ),
            Setting(
                "session.idle-lifetime",
                .duration(.seconds(1)...(.days(3650))),
                \.rules.sessionIdleLifetime,
                "How long a session lives without a refresh."
            ),
            Setting(
                "session.absolute-lifetime",
                .duration(.seconds(1)...(.days(3650))),
                \.rules.sessionAbsoluteLifetime,
                "How long a session can live at most; then its user signs in again."
            ),
            Setting(
                "refresh.grace-window",
                .duration(.zero ... .minutes(5)),
                \.rules.refreshGraceWindow,
                "How long after a rotation the replaced refresh token still gets the same successor (several tabs "
                    + "refresh at once)."
            ),
            Setting(
                "refresh.policy",
                .choice(),
                \.rules.refreshPolicy,
                "What happens when a client presents a replaced refresh token. `grace` accepts it within the "
                    + "window, and after it from clients without attempt ids for the lifetime of an access token (15 "
                    + "minutes at most, three times in 16 refreshes); otherwise it ends the session. `strict` accepts "
                    + "none, and `observe` only records it."
            ),
        ]

        static func complete(_ settings: inout Settings, _ reader: inout SettingsReader) {
            let server = settings.server
            if !reader.isSet("issuer") {
                settings.server.issuer = "\(server.tls == nil ? "http" : "https")://localhost:\(server.port)"
            }
            settings.rules.issuer = settings.server.issuer
            if !reader.isSet("audience") { settings.rules.audience = [settings.server.issuer] }
            if !reader.isSet("http.allowed-origins") {
                settings.server.allowedOrigins =
                    WebOrigin(url: settings.server.issuer).map { [$0.text] } ?? []
            }
            if !reader.isSet("issuer"), server.isBehindProxy || !Loopback.contains(server.address) {
                reader.refuse(
                    "a server on a public address needs its public URL: set issuer, for example to "
                        + "https://sign-in.example.com."
                )
            }
            if !reader.isSet("issuer"), server.port == 0 {
                reader.refuse("http.port 0 selects a free port, so the issuer cannot be derived from it: set issuer.")
            }
            refuseLifetimes(settings.rules, &reader)
        }

        private static func refuseLifetimes(_ rules: IdentityConfiguration, _ reader: inout SettingsReader) {
            if rules.sessionIdleLifetime > rules.sessionAbsoluteLifetime {
                reader.refuse(
                    "session.idle-lifetime (\(DurationText.write(rules.sessionIdleLifetime))) is longer than "
                        + "session.absolute-lifetime (\(DurationText.write(rules.sessionAbsoluteLifetime))). Shorten the one or "
                        + "lengthen the other."
                )
            }
            if rules.accessTokenLifetime > rules.sessionIdleLifetime {
                reader.refuse(
                    "access-token.lifetime (\(DurationText.write(rules.accessTokenLifetime))) is longer than session.idle-lifetime "
                        + "(\(DurationText.write(rules.sessionIdleLifetime))): sessions would end before their access tokens."
                )
            }
        }
    }
}
