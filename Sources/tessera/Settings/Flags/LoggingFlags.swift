import ArgumentParser

/// The settings of the log.
struct LoggingFlags: ParsableArguments {
    private typealias Table = SettingCatalogue.Logging

    @Option(name: .setting(Table.level), help: .setting(Table.level)) var level: String?
    @Option(name: .setting(Table.format), help: .setting(Table.format)) var format: String?

    var given: [(SettingDefinition, String?)] {
        [
            (Table.level.definition, level),
            (Table.format.definition, format),
        ]
    }
}
