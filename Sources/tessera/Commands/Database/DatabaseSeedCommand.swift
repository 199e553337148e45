import ArgumentParser
import Foundation
import Identity
import TesseraJOSE

/// `tessera database seed`.
struct DatabaseSeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed",
        abstract: "Fill an empty database with accounts and sessions for a load test.",
        discussion: """
            The accounts are seed-000001, seed-000002, … All have the same password; the command asks for it twice at \
            a terminal, or reads it from the first line of standard input. So never use such a database for real \
            users. The command rejects a database that has an account or a session. If it is interrupted, the added \
            rows stay: delete the database then.

            Example: tessera database seed --for-load-test --users 1000 --sessions 10000 --database-path load/tessera.sqlite
            """
    )

    @Flag(help: "Confirm that the database is for a load test, and not for real users.") var forLoadTest = false
    @Option(help: ArgumentHelp("How many accounts.", valueName: "count")) var users: Int
    @Option(help: ArgumentHelp("How many sessions, evenly distributed over the accounts.", valueName: "count"))
    var sessions: Int
    @Option(
        help: ArgumentHelp(
            "Write refresh tokens into this new file, one per line, readable by its owner only.",
            valueName: "file"
        ),
        completion: .file()
    )
    var tokens: String?
    @Option(
        help: ArgumentHelp("For how many sessions, evenly spread. Default: 100000, at most all.", valueName: "count")
    )
    var tokenCount: Int?
    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var new: NewDatabaseFlag
    @OptionGroup var flags: StorageSettingFlags

    func validate() throws {
        guard forLoadTest else {
            throw ValidationError(
                "This fills a database with artificial accounts that share one password. If it is for a load test, "
                    + "pass --for-load-test."
            )
        }
        guard tokenCount == nil || tokens != nil else {
            throw ValidationError("--token-count needs --tokens and the name of a file.")
        }
    }

    func run() async throws {
        let settings = try flags.settings()
        let plan = try SeedPlan(
            accounts: users,
            sessions: sessions,
            tokens: tokens == nil ? 0 : tokenCount ?? 100_000
        )
        let password = try PasswordInput.newPassword(for: "every account")
        let file = try tokens.map(PrivateFile.init(path:))
        let duration: Duration
        do {
            duration = try await ContinuousClock().measure {
                try await fill(settings, plan, password: password, tokens: file)
            }
        } catch {
            file?.remove()
            throw error
        }
        try file?.close()
        let seconds = duration / .seconds(1)
        if json {
            try Terminal.write([
                "users": .integer(Int64(plan.accounts)), "sessions": .integer(Int64(plan.sessions)),
                "tokens": .integer(Int64(plan.tokens)), "milliseconds": .integer(Int64(seconds * 1000)),
            ])
        } else {
            let last = SeedPlan.userName(plan.accounts)
            try Terminal.write(
                "\(plan.accounts) accounts up to \(last) and \(plan.sessions) sessions in \(String(format: "%.1f", seconds)) s"
            )
        }
    }

    private func fill(_ settings: Settings, _ plan: SeedPlan, password: String, tokens: PrivateFile?) async throws {
        let progress = ProgressBar("Filling")
        do {
            try await progress.during {
                try await Interruption.cancels {
                    try await OpenState.with(settings, new: .atFirst(anew: new.newDatabase)) { state in
                        try await state.identity.seed.run(
                            plan,
                            password: password,
                            report: { progress.show($0) },
                            keep: { try tokens?.write($0) }
                        )
                    }
                }
            }
        } catch is CancellationError {
            throw CommandFailure(
                .interrupted,
                "interrupted; the database is only partly filled. Delete it and fill a new one."
            )
        }
    }
}
