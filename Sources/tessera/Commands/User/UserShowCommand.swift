import ArgumentParser

/// `tessera user show`.
struct UserShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one account.",
        discussion: "Example: tessera user show alice"
    )

    @OptionGroup var arguments: UserArguments

    func run() async throws {
        let account = try await arguments.withAccount { _, account in account }
        if arguments.json {
            try Terminal.write(AccountText.json(account))
        } else {
            try Terminal.write(AccountText.fields(account))
        }
    }
}
