import ArgumentParser

/// `tessera database`: the database itself.
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "database",
        abstract: "Migrate, back up, restore, check, move and fill the database.",
        subcommands: [
            DatabaseMigrateCommand.self, DatabaseBackupCommand.self, DatabaseRestoreCommand.self,
            DatabaseCheckCommand.self, DatabaseCopyCommand.self, DatabaseUnsealCommand.self, DatabaseSeedCommand.self,
        ]
    )
}
