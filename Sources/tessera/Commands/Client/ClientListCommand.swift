import ArgumentParser
import Identity
import TesseraJOSE

/// `tessera client list`.
struct ClientListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List every confidential client, the oldest first.",
        discussion: "Example: tessera client list --json"
    )

    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var flags: StorageSettingFlags

    func run() async throws {
        let clients = try await OpenState.with(try flags.settings(), new: .never) { state in
            try await state.identity.clients.list()
        }
        if json {
            try Terminal.write(.array(clients.map { .object(ClientText.json($0)) }))
        } else {
            try Terminal.write(clients.isEmpty ? "no client" : ClientText.table(clients))
        }
    }
}
