import Foundation

/// Writes the effective settings, with their sources.
enum SettingsListing {
    /// Aligned columns: key, value, origin.
    static func text(_ settings: Settings) -> String {
        let rows = settings.entries.map { entry in
            [entry.key, entry.text.isEmpty ? "(none)" : SafeText.printable(entry.text), entry.origin.description]
        }
        return TextLayout.table(header: ["SETTING", "VALUE", "FROM"], rows: rows)
    }

    /// One entry of the listing for programs.
    struct Item: Encodable {
        let key: String
        let value: String
        let origin: String
        let flag: String?
        let environmentVariable: String
        let isSecret: Bool

        private enum CodingKeys: String, CodingKey {
            case key
            case value
            case origin
            case flag
            case environmentVariable = "environment_variable"
            case isSecret = "is_secret"
        }
    }

    /// A list of objects, one for each setting.
    static func items(_ settings: Settings) -> [Item] {
        settings.entries.compactMap { entry in
            guard let definition = SettingCatalogue.byKey[entry.key] else { return nil }
            return Item(
                key: entry.key,
                value: entry.text,
                origin: entry.origin.description,
                flag: definition.isSecret ? nil : definition.flag,
                environmentVariable: definition.environmentVariable,
                isSecret: definition.isSecret
            )
        }
    }
}
