import ArgumentParser
import Identity
import TesseraJOSE

/// `tessera client`: the confidential clients of this machine's database.
struct ClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client",
        abstract: "Create, show and change the clients that may introspect and revoke tokens.",
        discussion: """
            A confidential client authenticates with a secret, and may introspect tokens (POST /oauth2/introspect) and \
            revoke them (POST /oauth2/revoke). The commands change the database directly; a running server applies a \
            change within a second.
            """,
        subcommands: [
            ClientCreateCommand.self, ClientListCommand.self, ClientShowCommand.self, ClientRotateSecretCommand.self,
            ClientDisableCommand.self, ClientEnableCommand.self, ClientDeleteCommand.self,
        ]
    )
}

/// What every command on one client takes.
struct ClientArguments: ParsableArguments {
    @Argument(help: ArgumentHelp("The client id, as in `tessera client list`.", valueName: "client-id"))
    var clientID: String
    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var flags: StorageSettingFlags

    /// Opens the state and lets `body` work on its clients.
    ///
    /// - Throws: `CommandFailure` when there is no such client.
    func withClients<Result: Sendable>(_ body: (ClientService) async throws -> Result) async throws -> Result {
        try await OpenState.with(try flags.settings(), new: .never) { state in
            do {
                return try await body(state.identity.clients)
            } catch let error as IdentityError where error.code == .clientNotFound {
                throw CommandFailure(
                    .refused,
                    "there is no client '\(SafeText.printable(clientID))'. `tessera client list` lists all."
                )
            }
        }
    }

    /// Prints a client after a change.
    func print(_ client: Client, done: String) throws {
        if json {
            try Terminal.write(.object(ClientText.json(client)))
        } else {
            try Terminal.write("\(SafeText.printable(client.id.text)): \(done)")
        }
    }
}
