import ArgumentParser
import Identity

/// `tessera user set-roles`.
struct UserSetRolesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-roles",
        abstract: "Replace the roles of an account; its access tokens contain them from the next refresh on.",
        discussion: """
            To remove all roles, pass --none.

            Example: tessera user set-roles alice admin support
            """
    )

    @OptionGroup var arguments: UserArguments
    @Argument(help: "The roles that the account has afterwards.") var roles: [String] = []
    @Flag(help: "Remove all roles.") var none = false

    func validate() throws {
        guard roles.isEmpty == none else {
            throw ValidationError(none ? "--none and roles exclude each other." : "Name the roles, or pass --none.")
        }
    }

    func run() async throws {
        let account = try await arguments.withAccount { identity, account in
            try await identity.accounts.setRoles(account.id, roles, by: .command)
        }
        try arguments.print(
            account,
            done: account.roles.isEmpty ? "no role" : "roles " + account.roles.joined(separator: ", ")
        )
    }
}
