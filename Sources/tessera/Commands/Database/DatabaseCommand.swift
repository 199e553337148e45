import ArgumentParser

/// `tessera database`: the database itself.
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "database",
        abstract: "Migrate, back up and check the database.",
        subcommands: [DatabaseMigrateCommand.self, DatabaseBackupCommand.self, DatabaseCheckCommand.self]
    )
}
