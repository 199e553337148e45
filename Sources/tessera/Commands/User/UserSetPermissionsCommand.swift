import ArgumentParser
import Identity

/// `tessera user set-permissions`.
struct UserSetPermissionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-permissions",
        abstract: "Replace the permissions of an account; its access tokens contain them from the next refresh on.",
        discussion: """
            To remove all permissions, pass --none.

            Example: tessera user set-permissions alice invoices.read invoices.send
            """
    )

    @OptionGroup var arguments: UserArguments
    @Argument(help: "The permissions that the account has afterwards.") var permissions: [String] = []
    @Flag(help: "Remove all permissions.") var none = false

    func validate() throws {
        guard permissions.isEmpty == none else {
            throw ValidationError(
                none ? "--none and permissions exclude each other." : "Name the permissions, or pass --none."
            )
        }
    }

    func run() async throws {
        let account = try await arguments.withAccount { identity, account in
            try await identity.accounts.setPermissions(account.id, permissions, by: .command)
        }
        try arguments.print(
            account,
            done: account.permissions.isEmpty
                ? "no permission" : "permissions " + account.permissions.joined(separator: ", ")
        )
    }
}
