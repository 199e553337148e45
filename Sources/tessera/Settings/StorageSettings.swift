/// Where the state lies.
struct StorageSettings: Sendable {
    /// Where the master secret comes from.
    enum MasterSecretSource: Sendable, Equatable {
        /// Given as a setting.
        case bytes([UInt8])
        /// A file, created when it does not exist.
        case file(String)
    }

    let databasePath: String
    let masterSecret: MasterSecretSource

    init(_ reader: inout SettingsReader) {
        typealias Table = SettingCatalogue.Storage
        databasePath = reader.value(of: Table.databasePath)
        let given = reader.value(of: Table.masterSecret)
        let file = reader.value(of: Table.masterSecretFile, unlessSet: Self.masterSecretBeside(databasePath))
        if let given {
            masterSecret = .bytes(given)
            if reader.isSet(Table.masterSecretFile.definition) {
                reader.refuse(
                    "both master-secret (\(reader.origin(of: Table.masterSecret.definition))) and master-secret-file "
                        + "(\(reader.origin(of: Table.masterSecretFile.definition))) are given. Keep one of them."
                )
            }
        } else {
            masterSecret = .file(file)
        }
    }

    private static func masterSecretBeside(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "master-secret" }
        return path[...slash] + "master-secret"
    }
}
