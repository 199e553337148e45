import ArgumentParser

/// What tokens say and how long they and their sessions live.
struct TokenFlags: ParsableArguments {
    private typealias Table = SettingCatalogue.Tokens

    @Option(name: .setting(Table.issuer), help: .setting(Table.issuer)) var issuer: String?
    @Option(name: .setting(Table.audience), help: .setting(Table.audience)) var audience: String?
    @Option(name: .setting(Table.scopes), help: .setting(Table.scopes)) var scopes: String?
    @Option(name: .setting(Table.accessTokenLifetime), help: .setting(Table.accessTokenLifetime))
    var accessTokenLifetime: String?
    @Option(name: .setting(Table.sessionIdleLifetime), help: .setting(Table.sessionIdleLifetime))
    var sessionIdleLifetime: String?
    @Option(name: .setting(Table.sessionAbsoluteLifetime), help: .setting(Table.sessionAbsoluteLifetime))
    var sessionAbsoluteLifetime: String?
    @Option(name: .setting(Table.refreshGraceWindow), help: .setting(Table.refreshGraceWindow)) var refreshGraceWindow:
        String?
    @Option(name: .setting(Table.refreshPolicy), help: .setting(Table.refreshPolicy)) var refreshPolicy: String?

    var given: [(SettingDefinition, String?)] {
        [
            (Table.issuer.definition, issuer),
            (Table.audience.definition, audience),
            (Table.scopes.definition, scopes),
            (Table.accessTokenLifetime.definition, accessTokenLifetime),
            (Table.sessionIdleLifetime.definition, sessionIdleLifetime),
            (Table.sessionAbsoluteLifetime.definition, sessionAbsoluteLifetime),
            (Table.refreshGraceWindow.definition, refreshGraceWindow),
            (Table.refreshPolicy.definition, refreshPolicy),
        ]
    }
}
