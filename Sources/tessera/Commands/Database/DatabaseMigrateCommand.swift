import ArgumentParser
import Identity
import Persistence
import TesseraJOSE

/// `tessera database migrate`.
struct DatabaseMigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Update the tables to this version; create the SQLite database if there is none.",
        discussion: """
            `tessera serve` does the same when it starts. The command rejects a database of a newer version. Several \
            nodes may run it at once: one works, the others wait. With PostgreSQL a database must exist; it may be \
            empty.

            Example: tessera database migrate
            """
    )

    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var new: NewDatabaseFlag
    @OptionGroup var flags: StorageSettingFlags

    func run() async throws {
        let settings = try flags.settings()
        let applied = try await ProgressBar("Migrating").during {
            // An index on a large table takes its time.
            try await OpenDatabase.with(settings, new: .atFirst(anew: new.newDatabase), statementTimeout: .hours(24)) {
                open in
                try await open.database.migrate(IdentitySchema.migrations)
            }
        }
        if json {
            try Terminal.write(["applied": .array(applied.map(JSONValue.string))])
        } else {
            try Terminal.write(applied.isEmpty ? "up to date" : "applied: " + applied.joined(separator: ", "))
        }
    }
}
