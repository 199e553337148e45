import ArgumentParser
import Identity
import TesseraJOSE

/// `tessera user sign-out`.
struct UserSignOutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-out",
        abstract: "End every session of an account, or one of them.",
        discussion: """
            Verifiers with status lists reject its access tokens; others accept them until they expire. No refresh \
            succeeds.

            Example: tessera user sign-out alice
            """
    )

    @OptionGroup var arguments: UserArguments
    @Option(help: ArgumentHelp("End only this session.", valueName: "id")) var session: String?

    func validate() throws {
        guard let session, SessionID(session) == nil else { return }
        throw ValidationError("--session takes an id of `tessera user sessions`.")
    }

    func run() async throws {
        let (name, ended) = try await arguments.withAccount { identity, account in
            (AccountText.name(account), try await end(identity, account))
        }
        if arguments.json {
            try Terminal.write(["ended": .integer(Int64(ended))])
        } else {
            try Terminal.write("\(name): \(ended) session\(ended == 1 ? "" : "s") ended")
        }
    }

    private func end(_ identity: IdentitySystem, _ account: Account) async throws -> Int {
        guard let id = session.flatMap({ SessionID($0) }) else {
            return try await identity.sessions.signOutEverywhere(
                account.id,
                cause: .revokedByAdministrator,
                by: .command
            )
        }
        let before = try await identity.sessions.isAlive(id)
        _ = try await identity.sessions.end(id, of: account.id, by: .command)
        return before ? 1 : 0
    }
}
