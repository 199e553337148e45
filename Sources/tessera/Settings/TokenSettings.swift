/// What tokens say and how long they and their sessions live.
struct TokenSettings: Sendable {
    let issuer: String
    let audience: [String]
    let scopes: [String]
    let accessTokenLifetime: Duration
    let sessionIdleLifetime: Duration
    let sessionAbsoluteLifetime: Duration
    let refreshGraceWindow: Duration
    let refreshPolicy: RefreshPolicyName

    init(_ reader: inout SettingsReader, http: HTTPSettings) {
        typealias Table = SettingCatalogue.Tokens
        let isSecure = http.tls != nil
        issuer = reader.value(of: Table.issuer, unlessSet: "\(isSecure ? "https" : "http")://localhost:\(http.port)")
        audience = reader.value(of: Table.audience, unlessSet: [issuer])
        scopes = reader.value(of: Table.scopes)
        accessTokenLifetime = reader.value(of: Table.accessTokenLifetime)
        sessionIdleLifetime = reader.value(of: Table.sessionIdleLifetime)
        sessionAbsoluteLifetime = reader.value(of: Table.sessionAbsoluteLifetime)
        refreshGraceWindow = reader.value(of: Table.refreshGraceWindow)
        refreshPolicy = reader.value(of: Table.refreshPolicy)
        refuseWhatDoesNotGoTogether(&reader, http: http)
    }

    private func refuseWhatDoesNotGoTogether(_ reader: inout SettingsReader, http: HTTPSettings) {
        typealias Table = SettingCatalogue.Tokens
        if !reader.isSet(Table.issuer.definition), http.isBehindProxy || !LoopbackHost.isLoopback(http.address) {
            reader.refuse(
                "a server on a public address needs its public URL: set issuer, for example to "
                    + "https://sign-in.example.com."
            )
        }
        if !reader.isSet(Table.issuer.definition), http.port == 0 {
            reader.refuse("http.port 0 selects a free port, so the issuer cannot be derived from it: set issuer.")
        }
        if sessionIdleLifetime > sessionAbsoluteLifetime {
            reader.refuse(
                "session.idle-lifetime (\(DurationText.write(sessionIdleLifetime))) is longer than session.absolute-lifetime "
                    + "(\(DurationText.write(sessionAbsoluteLifetime))). Shorten the one or lengthen the other."
            )
        }
        if accessTokenLifetime > sessionIdleLifetime {
            reader.refuse(
                "access-token.lifetime (\(DurationText.write(accessTokenLifetime))) is longer than session.idle-lifetime "
                    + "(\(DurationText.write(sessionIdleLifetime))): sessions would end before their access tokens."
            )
        }
    }
}
