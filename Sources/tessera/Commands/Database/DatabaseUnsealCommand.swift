import ArgumentParser
import Identity
import PersistenceCopy
import TesseraJOSE

/// `tessera database unseal`.
struct DatabaseUnsealCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unseal",
        abstract: "Open a database again that was copied to another one.",
        discussion: """
            Use this to cancel a move. After that do not use the copy: its later changes are missing here, and Tessera \
            takes sessions that continue in both databases for stolen ones.

            To return without a loss, copy the new database into an empty one instead.

            Example: tessera database unseal --database-path .tessera/tessera.sqlite
            """
    )

    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var flags: StorageSettingFlags

    func run() async throws {
        let settings = try flags.settings()
        // Waits for statements that still use a table.
        let counterpart = try await OpenDatabase.with(settings, statementTimeout: .hours(24)) { open in
            try await DatabaseCopy.unseal(
                open.database,
                tables: IdentitySchema.tables,
                migrations: IdentitySchema.migrations
            )
        }
        guard let counterpart else { throw CommandFailure(.refused, "the database is not sealed.") }
        if json {
            try Terminal.write(["unsealed": true, "copied_to": .string(counterpart)])
        } else {
            try Terminal.write(
                "The database is open again. Do not use the copy in \(SafeText.printable(counterpart, limit: 300)) "
                    + "any more."
            )
        }
    }
}
