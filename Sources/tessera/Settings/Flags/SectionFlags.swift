import ArgumentParser

/// The flags of a section: one for every setting that is no secret.
///
/// ArgumentParser finds flags by looking at a value's properties. This one shows it a property for each setting of the table, and reads
/// them back under the same names, so that no setting is listed a second time.
struct SectionFlags<Section: SettingSection>: ParsableArguments, CustomReflectable {
    /// The flags that were given, by the setting's key.
    private(set) var given: [String: RawSetting] = [:]

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: FlagKey.self)
        for setting in Self.definitions {
            let key = FlagKey(stringValue: setting.flagName)
            let text =
                setting.isSwitch
                ? try container.decode(Flag<Bool?>.self, forKey: key).wrappedValue.map(String.init)
                : try container.decode(Option<String?>.self, forKey: key).wrappedValue
            guard let text else { continue }
            given[setting.key] = RawSetting(text: text, origin: .flag(setting.flag))
        }
    }

    var customMirror: Mirror {
        Mirror(
            self,
            children: Self.definitions.map { setting in
                (label: setting.flagName, value: setting.isSwitch ? Self.flag(setting) as Any : Self.option(setting))
            }
        )
    }

    private static var definitions: [SettingDefinition] {
        Section.settings.map(\.definition).filter { !$0.isSecret }
    }

    private static func option(_ setting: SettingDefinition) -> Option<String?> {
        Option(name: .setting(setting), help: .setting(setting))
    }

    private static func flag(_ setting: SettingDefinition) -> Flag<Bool?> {
        Flag(name: .setting(setting), inversion: .prefixedNo, help: .setting(setting))
    }
}

/// The name of a flag, as ArgumentParser remembers it.
private struct FlagKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) { nil }
}

extension NameSpecification {
    /// The flag of a setting, and its aliases.
    fileprivate static func setting(_ setting: SettingDefinition) -> NameSpecification {
        NameSpecification(([setting.flagName] + setting.aliases).map { .customLong($0) })
    }
}

extension ArgumentHelp {
    /// The help of a setting: its summary and its default.
    fileprivate static func setting(_ setting: SettingDefinition) -> ArgumentHelp {
        let fallback = setting.defaultExplanation ?? setting.defaultText ?? ""
        return ArgumentHelp(
            "\(setting.summary) Default: \(fallback.isEmpty ? "none" : fallback).",
            valueName: "value"
        )
    }
}
