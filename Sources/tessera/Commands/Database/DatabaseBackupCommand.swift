import ArgumentParser
import Foundation
import PersistencePostgres
import PersistenceSQLite
import TesseraJOSE

/// `tessera database backup`.
struct DatabaseBackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write a consistent copy of the SQLite database, also while a server runs.",
        discussion: """
            The copy is one file, readable by its owner only, and never overwrites another file. Keep the master \
            secret too, in another place: the copy is useless without it, and an attacker with both could sign tokens. \
            `tessera database restore` brings the copy back.

            For PostgreSQL use its own programs, pg_dump and pg_basebackup.

            Example: tessera database backup /backup/tessera-2026-11-23.sqlite
            """
    )

    @Argument(help: "The new file.", completion: .file()) var destination: String
    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var flags: StorageSettingFlags

    func run() async throws {
        let settings = try flags.settings()
        if case .postgreSQL(let address, _) = settings.storage.database { throw Self.refusal(address) }
        let progress = ProgressBar("Copying")
        let destination = destination
        try await progress.during {
            try await Interruption.cancels {
                try await OpenDatabase.with(settings) { open in
                    guard case .sqlite(let database) = open else { return }
                    try await database.backup(to: destination) { progress.show($0) }
                }
            }
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: destination)
        let size = (attributes[.size] as? NSNumber)?.int64Value ?? 0
        if json {
            try Terminal.write(["path": .string(destination), "bytes": .integer(size)])
        } else {
            try Terminal.write("\(SafeText.printable(destination)): \(size) bytes")
        }
    }

    private static func refusal(_ address: PostgresAddress) -> CommandFailure {
        CommandFailure(
            .usage,
            """
            Back up a PostgreSQL database with PostgreSQL's own programs, also while nodes run:
              pg_dump --format=custom --file=tessera.dump '\(address)'
            copies the present state (pg_restore restores it); pg_basebackup with an archive of the write-ahead log \
            restores any moment. Keep the master secret too, in another place.
            """
        )
    }
}
