// Settings: one declarative table of everything that can be set. It owns the keys, the four sources (flags, environment,
// file, defaults), their precedence, the checks of each value and of their combinations, and the documents that are
// written from the table. It never opens a database, a socket or a key.

/// One thing that can be set, and its place in the ``Settings``.
///
/// This one declaration makes the flag, the environment variable, the key of the file, the reader, the line of each document and the
/// place of the value. The key decides the other spellings: `access-token.lifetime` is the flag `--access-token-lifetime`, the environment
/// variable `TESSERA_ACCESS_TOKEN_LIFETIME` and, in the file, `lifetime` below `access-token`. The default is the value that its place has
/// when nothing is set, so that it stands in one place, too.
struct Setting: Sendable {
    /// Key, summary and default as text: what the table and the documents need.
    let definition: SettingDefinition
    /// Reads a value from text and puts it into its place.
    let take: @Sendable (String, inout Settings) throws(SettingRefusal) -> Void
    /// The value in that place, as text.
    let text: @Sendable (Settings) -> String

    /// A setting with a value in any case.
    ///
    /// - Parameters:
    ///   - key: Dotted, lower-case key.
    ///   - type: How a value is read from text and written back.
    ///   - place: Where the value goes.
    ///   - summary: What it does, in one or two sentences.
    ///   - example: One valid value; nil for the default.
    ///   - explanation: Where the default comes from when it follows from other settings or the machine; nil for a fixed one.
    ///   - aliases: Further names of the flag.
    init<Value>(
        _ key: String,
        _ type: SettingType<Value>,
        _ place: any WritableKeyPath<Settings, Value> & Sendable,
        _ summary: String,
        example: String? = nil,
        unlessSet explanation: String? = nil,
        aliases: [String] = []
    ) {
        let text = type.encode(Settings.defaults[keyPath: place])
        definition = SettingDefinition(
            key: key,
            summary: summary,
            expectation: type.expectation,
            example: example ?? text,
            defaultText: explanation == nil ? text : nil,
            defaultExplanation: explanation,
            isSwitch: Value.self == Bool.self,
            aliases: aliases,
            check: { text throws(SettingRefusal) in _ = try type.decode(text) }
        )
        take = { text, settings throws(SettingRefusal) in settings[keyPath: place] = try type.decode(text) }
        self.text = { type.encode($0[keyPath: place]) }
    }

    /// A setting that is unset by default.
    init<Value>(
        _ key: String,
        _ type: SettingType<Value>,
        _ place: any WritableKeyPath<Settings, Value?> & Sendable,
        _ summary: String,
        example: String,
        unlessSet explanation: String,
        secrecy: SettingDefinition.Secrecy = .none
    ) {
        definition = SettingDefinition(
            key: key,
            summary: summary,
            expectation: type.expectation,
            example: example,
            defaultText: nil,
            defaultExplanation: explanation,
            secrecy: secrecy,
            check: { text throws(SettingRefusal) in _ = try type.decode(text) }
        )
        take = { text, settings throws(SettingRefusal) in settings[keyPath: place] = try type.decode(text) }
        self.text = { $0[keyPath: place].map(type.encode) ?? "" }
    }
}
