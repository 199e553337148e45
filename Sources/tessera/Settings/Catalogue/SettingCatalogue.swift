/// The table: every setting that Tessera knows, by section, in the order in which people read them.
enum SettingCatalogue {
    /// Settings that belong together, with a heading.
    struct Section: Sendable {
        let title: String
        let settings: [SettingDefinition]
    }

    /// The whole table.
    static let sections: [Section] = [
        Section(title: "Storage and secrets", settings: Storage.all),
        Section(title: "HTTP", settings: HTTP.all),
        Section(title: "Tokens and sessions", settings: Tokens.all),
        Section(title: "Accounts and passwords", settings: Accounts.all),
        Section(title: "Sign-in throttling", settings: Throttling.all),
        Section(title: "Signing keys", settings: SigningKeys.all),
        Section(title: "Status lists", settings: Status.all),
        Section(title: "Retention", settings: Retention.all),
        Section(title: "Logging", settings: Logging.all),
    ]

    /// Every setting, without the headings.
    static let all: [SettingDefinition] = sections.flatMap(\.settings)

    /// Every setting by its key.
    static let byKey: [String: SettingDefinition] = Dictionary(
        all.map { ($0.key, $0) },
        uniquingKeysWith: { first, _ in first }
    )
}
