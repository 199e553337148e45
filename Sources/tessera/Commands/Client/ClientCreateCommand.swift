import ArgumentParser
import Identity

/// `tessera client create`.
struct ClientCreateCommand: AsyncParsableCommand {
    /// The one thing that a client may do.
    enum OnlyPermission: String, ExpressibleByArgument, CaseIterable {
        case introspect
        case revoke

        var permission: ClientPermission {
            switch self {
            case .introspect: .introspect
            case .revoke: .revoke
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a confidential client and print its secret, once.",
        discussion: """
            Without --only it may introspect and revoke every token. The secret goes to standard output and is kept nowhere.

            Example: tessera client create notes-api --name "Notes API" --only introspect
            """
    )

    @Argument(
        help: ArgumentHelp(
            "The client id, 1 to 128 printable ASCII characters; a random one if left out.",
            valueName: "client-id"
        )
    ) var clientID: String?
    @Option(help: ArgumentHelp("What people call it.", valueName: "text")) var name: String?
    @Option(help: "The one thing that it may do.") var only: OnlyPermission?
    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var flags: StorageSettingFlags

    func run() async throws {
        let registration = ClientRegistration(id: clientID, name: name, permissions: only.map { [$0.permission] } ?? [])
        let issued = try await OpenState.with(try flags.settings(), mayCreate: true) { state in
            try await state.identity.clients.create(registration, by: .command)
        }
        ClientText.write(issued, json: json, done: "The client is created.")
    }
}
