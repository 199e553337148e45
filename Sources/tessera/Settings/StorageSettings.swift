import PersistencePostgres

/// The place of the state.
struct StorageSettings: Sendable {
    /// Where the master secret comes from.
    enum MasterSecretSource: Sendable, Equatable {
        /// Given as a setting.
        case bytes([UInt8])
        /// A file, created when it does not exist.
        case file(String)
    }

    let database: DatabaseLocation
    let masterSecret: MasterSecretSource

    init(_ reader: inout SettingsReader) {
        typealias Table = SettingCatalogue.Storage
        let path = reader.value(of: Table.databasePath)
        database = Self.database(&reader, path: path)
        let given = reader.value(of: Table.masterSecret)
        let file = reader.value(of: Table.masterSecretFile, unlessSet: Self.masterSecretBeside(path))
        if let given {
            masterSecret = .bytes(given)
            Self.refuseBoth(&reader, Table.masterSecret.definition, Table.masterSecretFile.definition)
        } else {
            masterSecret = .file(file)
        }
    }

    private static func database(_ reader: inout SettingsReader, path: String) -> DatabaseLocation {
        typealias Table = SettingCatalogue.Storage
        let address = reader.value(of: Table.databaseURL)
        let connections = reader.value(of: Table.databaseConnections)
        guard let address else {
            if reader.isSet(Table.databaseConnections.definition), !reader.isSet(Table.databaseURL.definition) {
                reader.refuse(
                    "database.connections has no effect without database.url: set that, or remove the number."
                )
            }
            return .sqlite(path: path)
        }
        refuseBoth(&reader, Table.databaseURL.definition, Table.databasePath.definition)
        if case .flag(let flag) = reader.origin(of: Table.databaseURL.definition), address.hasPassword {
            reader.refuse(
                "\(flag) contains a password, and every user of the machine can read a command line. Set the "
                    + "URL by the environment variable \(Table.databaseURL.definition.environmentVariable) or as "
                    + "database.url in the settings file, or leave the password out and keep it in PostgreSQL's "
                    + "password file (~/.pgpass, or the file that PGPASSFILE names)."
            )
        }
        return .postgreSQL(address, connections: connections)
    }

    /// Rejects two settings of which one replaces the other.
    private static func refuseBoth(_ reader: inout SettingsReader, _ one: SettingDefinition, _ other: SettingDefinition)
    {
        guard reader.isSet(one), reader.isSet(other) else { return }
        reader.refuse(
            "both \(one.key) (\(reader.origin(of: one))) and \(other.key) (\(reader.origin(of: other))) are set. "
                + "Keep one of them."
        )
    }

    private static func masterSecretBeside(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "master-secret" }
        return path[...slash] + "master-secret"
    }
}
