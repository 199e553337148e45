extension SettingCatalogue {
    /// Where the state lies.
    enum Storage {
        static let databasePath = Setting(
            "database.path",
            .path,
            default: ".tessera/tessera.sqlite",
            "The SQLite database. It and its folder are created when they do not exist."
        )
        static let masterSecret = Setting<[UInt8]?>(
            "master-secret",
            .secretBytes(minimum: 32),
            unlessSet: "read from master-secret-file",
            "The secret from which every other key is derived. Give it here or as a file, not both. Prefer the file.",
            example: "kJ5Dm0Vv7m3c9uV1c3Z4zXb3bqkq0m6m3f7m8y1s2dU=",
            isSecret: true
        )
        static let masterSecretFile = Setting<String?>(
            "master-secret-file",
            .path,
            unlessSet: "the file master-secret beside the database",
            "The file that holds the master secret. Created, readable by its owner only, when it does not exist. Back it up: "
                + "without it the database is useless.",
            example: "/var/lib/tessera/master-secret"
        )

        static let all = [databasePath.definition, masterSecret.definition, masterSecretFile.definition]
    }
}
