import ArgumentParser
import Identity

/// `tessera client create`.
struct ClientCreateCommand: AsyncParsableCommand {
    /// A permission as it is written on the command line.
    struct Permission: ExpressibleByArgument {
        let permission: ClientPermission

        static var allValueStrings: [String] { ClientPermission.allCases.map(\.rawValue) }

        init?(argument: String) {
            guard let permission = ClientPermission(rawValue: argument) else { return nil }
            self.permission = permission
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a confidential client and print its secret, once.",
        discussion: """
            Without --only the client may introspect access tokens and revoke every token. To introspect refresh \
            tokens it needs the separate permission introspect-refresh. Never give that to an API: it would accept a \
            refresh token as an access token. The command prints the secret to standard output and stores it nowhere.

            Example: tessera client create notes-api --name "Notes API" --only introspect
            """
    )

    @Argument(
        help: ArgumentHelp(
            "The client id, 1 to 128 printable ASCII characters; a random one if left out.",
            valueName: "client-id"
        )
    ) var clientID: String?
    @Option(help: ArgumentHelp("The name to show.", valueName: "text")) var name: String?
    @Option(help: "A permission; the client gets only the named ones. May be repeated.") var only: [Permission] = []
    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var new: NewDatabaseFlag
    @OptionGroup var flags: StorageSettingFlags

    func run() async throws {
        let registration = ClientRegistration(id: clientID, name: name, permissions: Set(only.map(\.permission)))
        let (secret, json) = (SecretOnce(), json)
        _ = try await OpenState.with(try flags.settings(), new: .atFirst(anew: new.newDatabase)) { state in
            try await state.identity.clients.create(registration, by: .command) { issued in
                try secret.write(issued, json: json)
            }
        }
        if !json { ClientText.note(done: "The client is created.") }
    }
}
