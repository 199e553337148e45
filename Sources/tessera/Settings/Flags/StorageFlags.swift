import ArgumentParser

/// The place of the state.
struct StorageFlags: ParsableArguments {
    private typealias Table = SettingCatalogue.Storage

    @Option(name: .setting(Table.databasePath), help: .setting(Table.databasePath)) var databasePath: String?
    @Option(name: .setting(Table.databaseURL), help: .setting(Table.databaseURL)) var databaseURL: String?
    @Option(name: .setting(Table.databaseConnections), help: .setting(Table.databaseConnections))
    var databaseConnections: String?
    @Option(name: .setting(Table.masterSecretFile), help: .setting(Table.masterSecretFile)) var masterSecretFile:
        String?

    var given: [(SettingDefinition, String?)] {
        [
            (Table.databasePath.definition, databasePath),
            (Table.databaseURL.definition, databaseURL),
            (Table.databaseConnections.definition, databaseConnections),
            (Table.masterSecretFile.definition, masterSecretFile),
        ]
    }
}
