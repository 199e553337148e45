/// Settings that belong together: a heading in the documents, and a file of their own.
protocol SettingSection: SendableMetatype {
    /// The heading.
    static var title: String { get }
    /// The settings, in the order in which people read them.
    static var settings: [Setting] { get }
    /// Finds the defaults that follow from other settings, and what does not go together.
    static func complete(_ settings: inout Settings, _ reader: inout SettingsReader)
}

extension SettingSection {
    static func complete(_ settings: inout Settings, _ reader: inout SettingsReader) {}
}

/// The table: every setting that Tessera knows, by section, in the order in which people read them.
enum SettingCatalogue {
    /// A section as the documents list it.
    struct Section: Sendable {
        let title: String
        let settings: [SettingDefinition]
    }

    /// Every section.
    ///
    /// One that needs values of another stands behind it.
    static let types: [any SettingSection.Type] = [
        Storage.self, HTTP.self, Tokens.self, Accounts.self, Throttling.self, SigningKeys.self, Status.self,
        Retention.self, Logging.self,
    ]

    /// Every setting.
    static let settings: [Setting] = types.flatMap { $0.settings }

    /// The whole table.
    static let sections: [Section] = types.map {
        Section(title: $0.title, settings: $0.settings.map(\.definition))
    }

    /// Every setting, without the headings.
    static let all: [SettingDefinition] = settings.map(\.definition)

    /// Every setting by its key.
    static let byKey: [String: SettingDefinition] = Dictionary(
        all.map { ($0.key, $0) },
        uniquingKeysWith: { first, _ in first }
    )
}
