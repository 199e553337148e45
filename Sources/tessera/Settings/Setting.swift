// Settings: one declarative table of everything that can be set. It owns the keys, the four sources (flags, environment,
// file, defaults), their precedence, the checks of each value and of their combinations, and the documents that are
// written from the table. It never opens a database, a socket or a key.

/// One thing that can be set, with its type.
///
/// The key decides the other spellings: `access-token.lifetime` is the flag `--access-token-lifetime`, the environment
/// variable `TESSERA_ACCESS_TOKEN_LIFETIME` and, in the file, `lifetime` below `access-token`.
struct Setting<Value: Sendable>: Sendable {
    /// Key, summary and default as text: what the table and the documents need.
    let definition: SettingDefinition
    /// How a value is read from text and written back.
    let type: SettingType<Value>
    /// The value when no source contains the setting.
    let defaultValue: Value

    /// A setting with a fixed default.
    init(
        _ key: String,
        _ type: SettingType<Value>,
        default defaultValue: Value,
        _ summary: String,
        example: String? = nil
    ) {
        self.definition = SettingDefinition(
            key: key,
            summary: summary,
            expectation: type.expectation,
            example: example ?? type.encode(defaultValue),
            defaultText: type.encode(defaultValue),
            defaultExplanation: nil,
            isSecret: false,
            mayHoldSecret: false,
            check: { text throws(SettingRefusal) in _ = try type.decode(text) }
        )
        self.type = type
        self.defaultValue = defaultValue
    }

    /// A setting whose default follows from others, or which is unset by default.
    init<Wrapped>(
        _ key: String,
        _ type: SettingType<Wrapped>,
        unlessSet defaultExplanation: String,
        _ summary: String,
        example: String,
        isSecret: Bool = false,
        mayHoldSecret: Bool = false
    ) where Value == Wrapped? {
        self.definition = SettingDefinition(
            key: key,
            summary: summary,
            expectation: type.expectation,
            example: example,
            defaultText: nil,
            defaultExplanation: defaultExplanation,
            isSecret: isSecret,
            mayHoldSecret: mayHoldSecret || isSecret,
            check: { text throws(SettingRefusal) in _ = try type.decode(text) }
        )
        self.type = SettingType<Wrapped?>(
            expectation: type.expectation,
            decode: { text throws(SettingRefusal) in try type.decode(text) },
            encode: { value in value.map(type.encode) ?? "" }
        )
        self.defaultValue = nil
    }
}

/// A setting without its type, as the table lists it.
struct SettingDefinition: Sendable {
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
    /// Whether the value must never be shown.
    let isSecret: Bool
    /// Whether the value may have a secret in it, so that a wrong one is not repeated; a right one is written without the secret.
    let mayHoldSecret: Bool
    /// Throws when the text is no value of this setting.
    let check: @Sendable (String) throws(SettingRefusal) -> Void

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

/// Why a text is not a value: the reason continues the sentence "… is refused: ".
struct SettingRefusal: Error, Equatable {
    /// The reason, without the value itself (it may be secret).
    let reason: String
}
