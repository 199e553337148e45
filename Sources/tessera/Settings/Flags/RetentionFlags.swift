import ArgumentParser

/// For how long is remembered what lives no more.
struct RetentionFlags: ParsableArguments {
    private typealias Table = SettingCatalogue.Retention

    @Option(name: .setting(Table.endedSessions), help: .setting(Table.endedSessions)) var endedSessions: String?
    @Option(name: .setting(Table.audit), help: .setting(Table.audit)) var audit: String?

    var given: [(SettingDefinition, String?)] {
        [(Table.endedSessions.definition, endedSessions), (Table.audit.definition, audit)]
    }
}
