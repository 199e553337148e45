import ArgumentParser

/// A flag for every setting that is no secret (a command line is seen by every user of the machine), and `--config`.
struct SettingFlags: ParsableArguments {
    @OptionGroup var file: SettingsFileFlag
    @OptionGroup(title: "Settings: storage and secrets") var storage: SectionFlags<SettingCatalogue.Storage>
    @OptionGroup(title: "Settings: HTTP") var http: SectionFlags<SettingCatalogue.HTTP>
    @OptionGroup(title: "Settings: tokens and sessions") var tokens: SectionFlags<SettingCatalogue.Tokens>
    @OptionGroup(title: "Settings: accounts and passwords") var accounts: SectionFlags<SettingCatalogue.Accounts>
    @OptionGroup(title: "Settings: sign-in throttling") var throttling: SectionFlags<SettingCatalogue.Throttling>
    @OptionGroup(title: "Settings: signing keys") var signingKeys: SectionFlags<SettingCatalogue.SigningKeys>
    @OptionGroup(title: "Settings: status lists") var status: SectionFlags<SettingCatalogue.Status>
    @OptionGroup(title: "Settings: retention") var retention: SectionFlags<SettingCatalogue.Retention>
    @OptionGroup(title: "Settings: logging") var logging: SectionFlags<SettingCatalogue.Logging>

    /// The flags that were given, by key.
    var raw: [String: RawSetting] {
        [
            storage.given, http.given, tokens.given, accounts.given, throttling.given, signingKeys.given, status.given,
            retention.given, logging.given,
        ].reduce(into: [:]) { all, given in all.merge(given) { first, _ in first } }
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
    @OptionGroup(title: "Settings") var storage: SectionFlags<SettingCatalogue.Storage>

    /// Reads and checks the settings.
    /// - Throws: `SettingsError` with everything that is wrong.
    func settings() throws -> Settings {
        try Settings.load(flags: storage.given, file: file.config)
    }
}

/// The flags of the command that makes a signing key without serving it.
struct SigningKeySettingFlags: ParsableArguments {
    @OptionGroup var file: SettingsFileFlag
    @OptionGroup(title: "Settings: storage and secrets") var storage: SectionFlags<SettingCatalogue.Storage>
    @OptionGroup(title: "Settings: signing keys") var signingKeys: SectionFlags<SettingCatalogue.SigningKeys>

    /// Reads and checks the settings.
    /// - Throws: `SettingsError` with everything that is wrong.
    func settings() throws -> Settings {
        try Settings.load(flags: storage.given.merging(signingKeys.given) { first, _ in first }, file: file.config)
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
