import ArgumentParser
import Identity
import PersistenceSQLite
import TesseraJOSE

/// `tessera database restore`.
struct DatabaseRestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the place of the SQLite database, which is kept beside it.",
        discussion: """
            Stop the server first: a database in use is left alone. The backup is read, checked and copied, and must belong to this \
            installation. Never copy a backup over the file by hand: the log beside it would be played over the backup.

            People who signed in or refreshed since the backup stay signed in where their session is in it. Everything else since then \
            is in the file that is kept.

            PostgreSQL has pg_restore for this.

            Example: tessera database restore /backup/tessera-2026-11-23.sqlite
            """
    )

    @Argument(help: "The backup.", completion: .file()) var backup: String
    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var flags: StorageSettingFlags

    func run() async throws {
        let settings = try flags.settings()
        guard case .sqlite(let path) = settings.storage.database else {
            throw CommandFailure(
                .usage,
                "PostgreSQL's own program brings a PostgreSQL database back: pg_restore --clean --dbname=URL FILE"
            )
        }
        let guardian = PlaceGuard(storage: settings.storage, new: .never)
        let backup = backup
        let kept = try await ProgressBar("Restoring").during {
            try PrivateFolder.create(of: path)
            return try await SQLiteDatabase.restore(backup, to: path) { copy in
                let found = try await FoundInstallation(of: copy)
                guard found != .nothing else {
                    throw CommandFailure(.badData, "the backup \(SafeText.printable(backup)) is an empty database.")
                }
                try guardian.confirm(found)
            }
        }
        if json {
            try Terminal.write(["path": .string(path), "kept": .optional(kept)])
        } else {
            let before = kept.map { "\nThe database that was there is kept at \(SafeText.printable($0))." } ?? ""
            try Terminal.write("Restored \(SafeText.printable(path)) from \(SafeText.printable(backup)).\(before)")
        }
    }
}
