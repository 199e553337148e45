import ArgumentParser
import Identity

/// `tessera user enable`.
struct UserEnableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Enable an account again; its ended sessions stay ended.",
        discussion: "Example: tessera user enable alice"
    )

    @OptionGroup var arguments: UserArguments

    func run() async throws {
        let account = try await arguments.withAccount { identity, account in
            try await identity.accounts.enable(account.id, by: .command)
        }
        try arguments.print(account, done: "enabled")
    }
}
