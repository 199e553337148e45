import ArgumentParser
import Identity

/// `tessera client disable`.
struct ClientDisableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Reject a confidential client from now on.",
        discussion: "Example: tessera client disable notes-api"
    )

    @OptionGroup var arguments: ClientArguments

    func run() async throws {
        let client = try await arguments.withClients { try await $0.disable(arguments.clientID, by: .command) }
        try arguments.print(client, done: "disabled")
    }
}
