import ArgumentParser
import Identity

/// `tessera user disable`.
struct UserDisableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Disable an account: all its sessions end, and it cannot sign in.",
        discussion: "Example: tessera user disable alice"
    )

    @OptionGroup var arguments: UserArguments

    func run() async throws {
        let account = try await arguments.withAccount { identity, account in
            try await identity.accounts.disable(account.id, by: .command)
        }
        try arguments.print(account, done: "disabled")
    }
}
