import ArgumentParser
import Identity
import TesseraJOSE

/// `tessera user list`.
struct UserListCommand: AsyncParsableCommand {
    /// Which accounts, by their state.
    enum StateFilter: EnumerableFlag {
        case enabled
        case disabled

        static func help(for value: StateFilter) -> ArgumentHelp? {
            switch value {
            case .enabled: "Only accounts that can sign in."
            case .disabled: "Only accounts that cannot."
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List accounts, the oldest first.",
        discussion: """
            Shows one page. --after takes the cursor of the page before; --all shows every page.

            Example: tessera user list --search ali --json
            """
    )

    @Option(help: ArgumentHelp("Only accounts whose user name or e-mail address begins with this.", valueName: "text"))
    var search: String?
    @Option(help: ArgumentHelp("How many accounts, 1 to 200.", valueName: "count")) var limit = 50
    @Option(help: ArgumentHelp("The cursor of the page before.", valueName: "cursor")) var after: String?
    @Flag(help: "Show every page.") var all = false
    @Flag var state: StateFilter?
    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var flags: StorageSettingFlags

    func validate() throws {
        guard 1...200 ~= limit else { throw ValidationError("--limit is a number from 1 to 200.") }
    }

    func run() async throws {
        let page = try await OpenState.with(try flags.settings(), new: .never) { state in
            try await pages(state.identity.accounts)
        }
        if json {
            let accounts = JSONValue.array(page.accounts.map(AccountText.json))
            try Terminal.write(["accounts": accounts, "next": .optional(page.next)])
            return
        }
        try Terminal.write(page.accounts.isEmpty ? "no account" : AccountText.table(page.accounts))
        if let next = page.next {
            Terminal.note("There are more: --after \(next) shows the next page, --all shows every page.\n")
        }
    }

    private func pages(_ service: AccountService) async throws -> (accounts: [Account], next: String?) {
        var accounts: [Account] = []
        var cursor = after
        repeat {
            let query = AccountQuery(
                search: search,
                after: cursor,
                limit: all ? 200 : limit,
                disabled: state.map { $0 == .disabled }
            )
            let page = try await service.list(query)
            accounts += page.accounts
            cursor = page.next
        } while all && cursor != nil
        return (accounts, cursor)
    }
}
