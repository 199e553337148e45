import ArgumentParser
import Identity

/// `tessera user create`.
struct UserCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create an account, whether or not registration is open.",
        discussion: """
            The command asks for the password twice at a terminal, or reads it from the first line of standard input.

            Example: tessera user create --user-name alice --email alice@example.com --role admin
            """
    )

    @Option(help: ArgumentHelp("The user name.", valueName: "name")) var userName: String?
    @Option(help: ArgumentHelp("The e-mail address.", valueName: "address")) var email: String?
    @Option(help: ArgumentHelp("The name to show.", valueName: "name")) var displayName: String?
    @Option(help: ArgumentHelp("A role; may be repeated. 'admin' may administer.", valueName: "role")) var role:
        [String] = []
    @Option(help: ArgumentHelp("A permission; may be repeated.", valueName: "permission")) var permission: [String] = []
    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var new: NewDatabaseFlag
    @OptionGroup var flags: StorageSettingFlags

    func validate() throws {
        guard userName != nil || email != nil else {
            throw ValidationError("Set --user-name or --email or both.")
        }
    }

    func run() async throws {
        let settings = try flags.settings()
        let password = try PasswordInput.newPassword(for: userName ?? email ?? "")
        let registration = Registration(userName: userName, email: email, password: password, displayName: displayName)
        let account = try await OpenState.with(settings, new: .atFirst(anew: new.newDatabase)) { state in
            try await state.identity.accounts.create(registration, roles: role, permissions: permission, by: .command)
        }
        if json {
            try Terminal.write(AccountText.json(account))
        } else {
            try Terminal.write("\(AccountText.name(account)): created, id \(account.id)")
        }
    }
}
