import ArgumentParser
import TesseraJOSE

/// `tessera database check`.
struct DatabaseCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the database's structure and the references between its tables.",
        discussion: """
            Exit status 65 when there is a problem; the output has one line for each problem.

            Example: tessera database check --database-path /backup/tessera-2026-11-23.sqlite
            """
    )

    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var flags: StorageSettingFlags

    func run() async throws {
        let settings = try flags.settings()
        let problems = try await ProgressBar("Checking").during {
            // It reads every table as a whole.
            try await OpenDatabase.with(settings, statementTimeout: .hours(24)) { open in
                try await open.integrityProblems()
            }
        }
        if json {
            try Terminal.write(["problems": .array(problems.map(JSONValue.string))])
        } else if problems.isEmpty {
            try Terminal.write("ok")
        }
        guard problems.isEmpty else {
            let lines = problems.map { SafeText.printable($0, limit: 500) }.joined(separator: "\n")
            throw CommandFailure(.badData, lines + "\nthe database is damaged: stop the server and restore a backup.")
        }
    }
}
