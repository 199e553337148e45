import ArgumentParser
import Identity

/// `tessera user set-password`.
struct UserSetPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-password",
        abstract: "Set a new password for an account; all its sessions end.",
        discussion: """
            The command asks for the password twice at a terminal, or reads it from the first line of standard input.

            Example: tessera user set-password alice
            """
    )

    @OptionGroup var arguments: UserArguments

    func run() async throws {
        let account = try await arguments.withAccount { identity, account in
            let password = try PasswordInput.newPassword(for: AccountText.name(account))
            return try await identity.accounts.setPassword(account.id, password, by: .command)
        }
        try arguments.print(account, done: "the password is set, and every session has ended")
    }
}
