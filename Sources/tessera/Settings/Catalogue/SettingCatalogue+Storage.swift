import PersistencePostgres

extension SettingCatalogue {
    /// Where the state lies.
    enum Storage {
        static let databasePath = Setting(
            "database.path",
            .path,
            default: ".tessera/tessera.sqlite",
            "The SQLite database of a single machine. It and its folder are created when they do not exist. Means nothing with "
                + "database.url."
        )
        static let databaseURL = Setting<PostgresAddress?>(
            "database.url",
            .postgresURL,
            unlessSet: "the SQLite database at database.path",
            "The PostgreSQL database that several nodes share, in place of database.path. A flag may hold no password: give it by "
                + "the environment, the settings file, or the password file of PostgreSQL's programs (PGPASSFILE).",
            example: "postgresql://tessera@db.example.com/tessera",
            mayHoldSecret: true
        )
        static let databaseConnections = Setting(
            "database.connections",
            .integer(1...200),
            default: 8,
            "How many connections to PostgreSQL this node opens at most. Those of all nodes must fit into its max_connections."
        )
        static let masterSecret = Setting<[UInt8]?>(
            "master-secret",
            .masterSecret,
            unlessSet: "read from master-secret-file",
            "The secret from which every other key is derived. Give it here or as a file, not both. Prefer the file.",
            example: "kJ5Dm0Vv7m3c9uV1c3Z4zXb3bqkq0m6m3f7m8y1s2dU=",
            isSecret: true
        )
        static let masterSecretFile = Setting<String?>(
            "master-secret-file",
            .path,
            unlessSet: "the file master-secret beside database.path, with PostgreSQL too",
            "The file that holds the master secret, the same on every node. Created, readable by its owner only, when it does not "
                + "exist and the database is new. Back it up: without it the database is useless.",
            example: "/var/lib/tessera/master-secret"
        )

        static let all = [
            databasePath.definition, databaseURL.definition, databaseConnections.definition, masterSecret.definition,
            masterSecretFile.definition,
        ]
    }
}
