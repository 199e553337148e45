import ArgumentParser
import Identity

/// `tessera client enable`.
struct ClientEnableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Accept a confidential client again.",
        discussion: "Example: tessera client enable notes-api"
    )

    @OptionGroup var arguments: ClientArguments

    func run() async throws {
        let client = try await arguments.withClients { try await $0.enable(arguments.clientID, by: .command) }
        try arguments.print(client, done: "enabled")
    }
}
