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

    var path = ".tessera/tessera.sqlite"
    var url: PostgresAddress?
    var connections = 8
    var masterSecretBytes: [UInt8]?
    var masterSecretFile: String?

    /// The database.
    var database: DatabaseLocation {
        url.map { .postgreSQL($0, connections: connections) } ?? .sqlite(path: path)
    }

    /// Where the master secret comes from.
    var masterSecret: MasterSecretSource {
        masterSecretBytes.map { .bytes($0) } ?? .file(masterSecretFile ?? masterSecretBesidePath)
    }

    /// The file of the master secret when no source names one.
    fileprivate var masterSecretBesidePath: String {
        guard let slash = path.lastIndex(of: "/") else { return "master-secret" }
        return path[...slash] + "master-secret"
    }
}

extension SettingCatalogue {
    /// The place of the state.
    enum Storage: SettingSection {
        static let title = "Storage and secrets"

        static let settings: [Setting] = [
            Setting(
                "database.path",
                .path,
                \.storage.path,
                "The SQLite database of a single machine. Tessera creates it and its folder if they do not exist. "
                    + "Not used with database.url."
            ),
            Setting(
                "database.url",
                .postgresURL,
                \.storage.url,
                "The PostgreSQL database that several nodes share. It replaces database.path. A flag must not "
                    + "contain a password: use the environment, the settings file, or the password file of PostgreSQL's "
                    + "programs (PGPASSFILE).",
                example: "postgresql://tessera@db.example.com/tessera",
                unlessSet: "the SQLite database at database.path",
                secrecy: .part
            ),
            Setting(
                "database.connections",
                .integer(1...200),
                \.storage.connections,
                "The maximum number of connections that this node opens to PostgreSQL. The connections of all "
                    + "nodes must fit into its max_connections."
            ),
            Setting(
                "master-secret",
                .masterSecret,
                \.storage.masterSecretBytes,
                "The secret from which every other key is derived. Set it here or as a file, not both. Prefer the "
                    + "file.",
                example: "kJ5Dm0Vv7m3c9uV1c3Z4zXb3bqkq0m6m3f7m8y1s2dU=",
                unlessSet: "read from master-secret-file",
                secrecy: .all
            ),
            Setting(
                "master-secret-file",
                .path,
                \.storage.masterSecretFile,
                "The file that contains the master secret, the same on every node. Tessera creates it, readable by "
                    + "its owner only, if it does not exist and the database is new. Back it up: without it the database "
                    + "is useless.",
                example: "/var/lib/tessera/master-secret",
                unlessSet: "the file master-secret beside database.path, with PostgreSQL too"
            ),
        ]

        static func complete(_ settings: inout Settings, _ reader: inout SettingsReader) {
            if settings.storage.masterSecretFile == nil {
                settings.storage.masterSecretFile = settings.storage.masterSecretBesidePath
            }
            refuseBoth("master-secret", "master-secret-file", &reader)
            refuseBoth("database.url", "database.path", &reader)
            if reader.isSet("database.connections"), !reader.isSet("database.url") {
                reader.refuse(
                    "database.connections has no effect without database.url: set that, or remove the number."
                )
            }
            guard case .flag(let flag) = reader.origin(of: "database.url"), settings.storage.url?.hasPassword == true
            else { return }
            let variable = SettingCatalogue.byKey["database.url"]?.environmentVariable ?? ""
            reader.refuse(
                "\(flag) contains a password, and every user of the machine can read a command line. Set the URL by the environment "
                    + "variable \(variable) or as database.url in the settings file, or leave the password out and keep it in "
                    + "PostgreSQL's password file (~/.pgpass, or the file that PGPASSFILE names)."
            )
        }

        /// Refuses two settings of which the one takes the other's place.
        private static func refuseBoth(_ one: String, _ other: String, _ reader: inout SettingsReader) {
            guard reader.isSet(one), reader.isSet(other) else { return }
            reader.refuse(
                "both \(one) (\(reader.origin(of: one))) and \(other) (\(reader.origin(of: other))) are set. "
                    + "Keep one of them."
            )
        }
    }
}
