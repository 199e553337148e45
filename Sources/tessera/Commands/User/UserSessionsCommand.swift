import ArgumentParser
import Identity
import TesseraJOSE

/// `tessera user sessions`.
struct UserSessionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions",
        abstract: "List the sessions of an account, the newest first, with the cause of each end.",
        discussion: "Example: tessera user sessions alice --alive"
    )

    @OptionGroup var arguments: UserArguments
    @Flag(help: "Only sessions that have not ended.") var alive = false

    func run() async throws {
        let now = TimeSource.system.now()
        let sessions = try await arguments.withAccount { identity, account in
            try await identity.sessions.sessions(of: account.id)
        }.filter { !alive || $0.end(asOf: now) == nil }
        if arguments.json {
            try Terminal.write(.array(sessions.map { SessionText.json($0, now: now) }))
        } else {
            try Terminal.write(sessions.isEmpty ? "no session" : SessionText.table(sessions, now: now))
        }
    }
}
