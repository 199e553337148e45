import ArgumentParser

/// A flag for every setting that is no secret (a command line is seen by every user of the machine), and `--config`.
struct SettingFlags: ParsableArguments {
    @OptionGroup var file: SettingsFileFlag
    @OptionGroup(title: "Settings: storage and secrets") var storage: StorageFlags
    @OptionGroup(title: "Settings: HTTP") var http: HTTPFlags
    @OptionGroup(title: "Settings: tokens and sessions") var tokens: TokenFlags
    @OptionGroup(title: "Settings: accounts and passwords") var accounts: AccountFlags
    @OptionGroup(title: "Settings: sign-in throttling") var throttling: ThrottlingFlags
    @OptionGroup(title: "Settings: signing keys") var signingKeys: SigningKeyFlags
    @OptionGroup(title: "Settings: status lists") var status: StatusFlags
    @OptionGroup(title: "Settings: retention") var retention: RetentionFlags
    @OptionGroup(title: "Settings: logging") var logging: LoggingFlags

    /// The flags that were given, by key.
    var raw: [String: RawSetting] {
        RawSetting.given(
            storage.given + http.given + tokens.given + accounts.given + throttling.given + signingKeys.given
                + status.given + retention.given + logging.given
        )
    }

    /// Reads and checks the settings.
    /// - Throws: `SettingsError` with everything that is wrong.
    func settings() throws -> Settings {
        try Settings.load(flags: raw, file: file.config)
    }
}

/// The flags of commands that work on the database without serving it.
struct StorageSettingFlags: ParsableArguments {
    @OptionGroup var file: SettingsFileFlag
    @OptionGroup(title: "Settings") var storage: StorageFlags

    /// Reads and checks the settings.
    /// - Throws: `SettingsError` with everything that is wrong.
    func settings() throws -> Settings {
        try Settings.load(flags: RawSetting.given(storage.given), file: file.config)
    }
}

/// The flags of the command that makes a signing key without serving it.
struct SigningKeySettingFlags: ParsableArguments {
    @OptionGroup var file: SettingsFileFlag
    @OptionGroup(title: "Settings: storage and secrets") var storage: StorageFlags
    @OptionGroup(title: "Settings: signing keys") var signingKeys: SigningKeyFlags

    /// Reads and checks the settings.
    /// - Throws: `SettingsError` with everything that is wrong.
    func settings() throws -> Settings {
        try Settings.load(flags: RawSetting.given(storage.given + signingKeys.given), file: file.config)
    }
}

/// `--config`.
struct SettingsFileFlag: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The settings file (YAML). Default: $TESSERA_CONFIG, else tessera.yaml if there is one.",
            valueName: "file"
        )
    )
    var config: String?
}

extension RawSetting {
    /// Those of the flags that were given, by key.
    static func given(_ flags: [(SettingDefinition, String?)]) -> [String: RawSetting] {
        var found: [String: RawSetting] = [:]
        for case (let definition, let text?) in flags {
            found[definition.key] = RawSetting(text: text, origin: .flag(definition.flag))
        }
        return found
    }
}

extension NameSpecification {
    /// The flag of a setting.
    static func setting<Value>(_ setting: Setting<Value>) -> NameSpecification {
        .customLong(setting.definition.flagName)
    }
}

extension ArgumentHelp {
    /// The help of a setting: its summary and its default.
    static func setting<Value>(_ setting: Setting<Value>) -> ArgumentHelp {
        let definition = setting.definition
        let fallback = definition.defaultExplanation ?? definition.defaultText ?? ""
        return ArgumentHelp(
            "\(definition.summary) Default: \(fallback.isEmpty ? "none" : fallback).",
            valueName: "value"
        )
    }
}
