import ArgumentParser
import Identity

/// `tessera user`: the accounts of this machine's database.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Create, show and change accounts, and end their sessions.",
        discussion:
            "The commands change the database directly, also while a server runs. USER is an id, a user name or an "
            + "e-mail address.",
        subcommands: [
            UserCreateCommand.self, UserListCommand.self, UserShowCommand.self, UserDisableCommand.self,
            UserEnableCommand.self, UserSetPasswordCommand.self, UserSetRolesCommand.self,
            UserSetPermissionsCommand.self,
            UserSessionsCommand.self, UserSignOutCommand.self,
        ]
    )
}

/// What every command on one account takes.
struct UserArguments: ParsableArguments {
    @Argument(help: "Id, user name or e-mail address of the account.") var user: String
    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var flags: StorageSettingFlags

    /// Opens the state, finds the account, and lets `body` work on it.
    ///
    /// - Throws: `CommandFailure` when there is no such account.
    func withAccount<Result: Sendable>(
        _ body: (IdentitySystem, Account) async throws -> Result
    ) async throws -> Result {
        try await OpenState.with(try flags.settings(), new: .never) { state in
            guard let account = try await state.identity.accounts.find(user) else {
                throw CommandFailure(
                    .refused,
                    "there is no account '\(SafeText.printable(user))'. `tessera user list` lists all."
                )
            }
            return try await body(state.identity, account)
        }
    }

    /// Prints an account after a change.
    func print(_ account: Account, done: String) throws {
        if json {
            try Terminal.write(AccountText.json(account))
        } else {
            try Terminal.write("\(AccountText.name(account)): \(done)")
        }
    }
}
