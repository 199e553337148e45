import ArgumentParser
import Foundation
import PersistenceSQLite
import TesseraJOSE

/// `tessera database backup`.
struct DatabaseBackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write a consistent copy of the database, also while a server runs.",
        discussion: """
            The copy is one file, readable by its owner only, and never overwrites another. Keep the master secret too, in \
            another place: the copy is useless without it, and a thief of both could sign tokens.

            Example: tessera database backup /backup/tessera-2026-11-23.sqlite
            """
    )

    @Argument(help: "The new file.", completion: .file()) var destination: String
    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var flags: StorageSettingFlags

    func run() async throws {
        let settings = try flags.settings()
        let progress = ProgressBar("Copying")
        try await progress.during {
            try await DatabaseFile.with(settings) { database in
                try await database.backup(to: destination) { progress.show($0) }
            }
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: destination)
        let size = (attributes[.size] as? NSNumber)?.int64Value ?? 0
        if json {
            Terminal.write(["path": .string(destination), "bytes": .integer(size)])
        } else {
            Terminal.write("\(SafeText.printable(destination)): \(size) bytes")
        }
    }
}
