import PersistencePostgres

extension SettingCatalogue {
    /// The place of the state.
    enum Storage {
        static let databasePath = Setting(
            "database.path",
            .path,
            default: ".tessera/tessera.sqlite",
            "The SQLite database of a single machine. Tessera creates it and its folder if they do not exist. "
                + "Not used with database.url."
        )
        static let databaseURL = Setting<PostgresAddress?>(
            "database.url",
            .postgresURL,
            unlessSet: "the SQLite database at database.path",
            "The PostgreSQL database that several nodes share. It replaces database.path. A flag must not "
                + "contain a password: use the environment, the settings file, or the password file of PostgreSQL's "
                + "programs (PGPASSFILE).",
            example: "postgresql://tessera@db.example.com/tessera",
            mayHoldSecret: true
        )
        static let databaseConnections = Setting(
            "database.connections",
            .integer(1...200),
            default: 8,
            "The maximum number of connections that this node opens to PostgreSQL. The connections of all nodes "
                + "must fit into its max_connections."
        )
        static let masterSecret = Setting<[UInt8]?>(
            "master-secret",
            .masterSecret,
            unlessSet: "read from master-secret-file",
            "The secret from which every other key is derived. Set it here or as a file, not both. Prefer the "
                + "file.",
            example: "kJ5Dm0Vv7m3c9uV1c3Z4zXb3bqkq0m6m3f7m8y1s2dU=",
            isSecret: true
        )
        static let masterSecretFile = Setting<String?>(
            "master-secret-file",
            .path,
            unlessSet: "the file master-secret beside database.path, with PostgreSQL too",
            "The file that contains the master secret, the same on every node. Tessera creates it, readable by "
                + "its owner only, if it does not exist and the database is new. Back it up: without it the database "
                + "is useless.",
            example: "/var/lib/tessera/master-secret"
        )

        static let all = [
            databasePath.definition, databaseURL.definition, databaseConnections.definition, masterSecret.definition,
            masterSecretFile.definition,
        ]
    }
}
