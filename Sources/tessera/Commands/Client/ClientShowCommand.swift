import ArgumentParser
import Identity
import TesseraJOSE

/// `tessera client show`.
struct ClientShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one confidential client; its secret cannot be shown.",
        discussion: "Example: tessera client show notes-api"
    )

    @OptionGroup var arguments: ClientArguments

    func run() async throws {
        let client = try await arguments.withClients { try await $0.client(arguments.clientID) }
        if arguments.json {
            try Terminal.write(.object(ClientText.json(client)))
        } else {
            try Terminal.write(ClientText.fields(client))
        }
    }
}
