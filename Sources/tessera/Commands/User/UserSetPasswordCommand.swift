import ArgumentParser
import Identity

/// `tessera user set-password`.
struct UserSetPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-password",
        abstract: "Give an account a new password; every session of it ends.",
        discussion: """
            The password is asked for twice at a terminal, or read as the first line of standard input.

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
