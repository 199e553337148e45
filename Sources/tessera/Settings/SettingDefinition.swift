/// A setting without its type, as the table lists it.
struct SettingDefinition: Sendable {
    /// What of a value must not be shown.
    enum Secrecy: Sendable {
        /// Nothing.
        case none
        /// A part: a wrong value is not repeated, and a right one is written without that part.
        case part
        /// All of it; then it has no flag, since a command line is seen by every user of the machine.
        case all
    }

    /// Dotted, lower-case key, for example `access-token.lifetime`.
    let key: String
    /// What the setting does, in one or two sentences.
    let summary: String
    /// What a value looks like: "a duration from 1s to 1d".
    let expectation: String
    /// One valid value.
    let example: String
    /// The default as text, `nil` when it follows from other settings.
    let defaultText: String?
    /// Where the default comes from when it isn't fixed.
    let defaultExplanation: String?
    /// Whether the flag stands alone, and has a form with `--no-`.
    var isSwitch = false
    /// Further names of the flag, without dashes.
    var aliases: [String] = []
    /// What must not be shown.
    var secrecy = Secrecy.none
    /// Throws when the text is no value of this setting.
    let check: @Sendable (String) throws(SettingRefusal) -> Void

    /// Whether the value must never be shown.
    var isSecret: Bool { secrecy == .all }

    /// The command-line flag, with its dashes.
    var flag: String {
        "--" + flagName
    }

    /// The command-line flag without its dashes.
    var flagName: String {
        key.replacing(".", with: "-")
    }

    /// The environment variable.
    var environmentVariable: String {
        EnvironmentSource.prefix + key.uppercased().replacing(".", with: "_").replacing("-", with: "_")
    }
}

/// Why a text is no value: the reason continues the sentence "… is refused: ".
struct SettingRefusal: Error, Equatable {
    /// The reason, without the value itself (it may be secret).
    let reason: String
}
