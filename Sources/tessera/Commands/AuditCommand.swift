import ArgumentParser
import Identity
import TesseraJOSE
import WebValues

/// `tessera audit`: what happened, and who did it.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Show the audit trail: what happened, when, to which account, and who did it.",
        discussion: """
            Shows the newest events, the oldest of them first. --follow goes on with what happens from now on, until Ctrl-C. \
            --json prints one object a line. No event holds a secret, and the database refuses to change one.

            Examples: tessera audit --user alice --kind sign_in.failed --limit 20
                      tessera audit --follow --json >> audit.jsonl
            """
    )

    @Option(
        help: ArgumentHelp("Only events of this account: an id, a user name or an e-mail address.", valueName: "user")
    )
    var user: String?
    @Option(
        name: .customLong("kind"),
        help: ArgumentHelp(
            "Only events of this kind, such as sign_in.failed; may be given several times.",
            valueName: "kind"
        )
    )
    var kinds: [String] = []
    @Option(help: ArgumentHelp("How many events, 1 to 1000.", valueName: "count")) var limit = 50
    @Option(help: ArgumentHelp("Only events older than the one with this id.", valueName: "id")) var before: Int64?
    @Flag(help: "Go on with what happens from now on.") var follow = false
    @Flag(help: "Print JSON for a program, one object a line.") var json = false
    @OptionGroup var flags: StorageSettingFlags

    func validate() throws {
        guard 1...1000 ~= limit else { throw ValidationError("--limit is a number from 1 to 1000.") }
        guard !follow || before == nil else {
            throw ValidationError("--follow shows new events, --before old ones: give one of them.")
        }
        _ = try wanted()
    }

    func run() async throws {
        let (wanted, settings) = (try wanted(), try flags.settings())
        try await Interruption.cancels {
            try await OpenState.with(settings, new: .never) { state in
                let trail = state.identity.audit
                let account = try await account(state.identity.accounts)
                let newest = try await trail.events(of: account, kinds: wanted, before: before, limit: limit)
                for event in newest.reversed() { try show(event) }
                guard follow else {
                    if newest.isEmpty, !json { Terminal.note("no event\n") }
                    return
                }
                // Events of other kinds and accounts are passed over by the database, not by this loop.
                var last = newest.first?.id ?? 0
                while true {
                    try await Task.sleep(for: .seconds(1))
                    for event in try await trail.events(after: last, of: account, kinds: wanted) {
                        try show(event)
                        last = event.id ?? last
                    }
                }
            }
        }
    }

    private func account(_ service: AccountService) async throws -> AccountID? {
        guard let user else { return nil }
        if let account = try await service.find(user) { return account.id }
        // An account that is gone has events still, under its id.
        if let id = AccountID(user) { return id }
        throw CommandFailure(
            .refused,
            "there is no account '\(SafeText.printable(user))'. Of one that was deleted, give the id."
        )
    }

    private func wanted() throws -> Set<AuditEvent.Kind>? {
        guard !kinds.isEmpty else { return nil }
        let known = AuditEvent.Kind.allCases.map(\.rawValue)
        return Set(
            try kinds.map { name in
                guard let kind = AuditEvent.Kind(rawValue: name) else {
                    let nearest = NearestName.of(name, among: known).map { " Did you mean \($0)?" } ?? ""
                    throw ValidationError(
                        "--kind: '\(SafeText.printable(name))' is none of \(known.sorted().joined(separator: ", ")).\(nearest)"
                    )
                }
                return kind
            }
        )
    }

    private func show(_ event: AuditEvent) throws {
        let line = json ? String(decoding: JSONText.line(AuditText.json(event)), as: UTF8.self) : AuditText.line(event)
        try Terminal.write(line)
    }
}

/// Events for people and for programs.
enum AuditText {
    /// The event as JSON.
    static func json(_ event: AuditEvent) -> JSONValue {
        var object = JSONObject()
        object["id"] = event.id.map { .integer($0) } ?? .null
        object["at"] = .string(MomentText.precise(event.at))
        object["kind"] = .string(event.kind.rawValue)
        object["actor"] = .string(event.actor)
        object["account_id"] = .optional(event.accountID?.description)
        object["session_id"] = .optional(event.sessionID?.description)
        object["address"] = .optional(event.address.isEmpty ? nil : event.address)
        object["user_agent"] = .optional(event.userAgent)
        object["detail"] = event.detail.map { .object($0) } ?? .null
        return .object(object)
    }

    /// The event on one line.
    static func line(_ event: AuditEvent) -> String {
        var words = [MomentText.precise(event.at), event.kind.rawValue]
        if let account = event.accountID { words.append("account \(account)") }
        if event.actor != event.accountID?.description { words.append("by \(event.actor)") }
        if let session = event.sessionID { words.append("session \(session)") }
        if !event.address.isEmpty { words.append("from \(event.address)") }
        if let detail = event.detail { words.append(String(decoding: JSONText.line(.object(detail)), as: UTF8.self)) }
        return SafeText.printable(words.joined(separator: "  "), limit: 1000)
    }
}
