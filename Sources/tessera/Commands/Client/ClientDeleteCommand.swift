import ArgumentParser
import Identity
import TesseraJOSE

/// `tessera client delete`.
struct ClientDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Remove a confidential client and its secrets.",
        discussion: "Example: tessera client delete notes-api"
    )

    @OptionGroup var arguments: ClientArguments

    func run() async throws {
        try await arguments.withClients { try await $0.delete(arguments.clientID, by: .command) }
        if arguments.json {
            try Terminal.write(["deleted": .string(arguments.clientID)])
        } else {
            try Terminal.write("\(SafeText.printable(arguments.clientID)): deleted")
        }
    }
}
