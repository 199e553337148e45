/// Reads values by precedence (flags, environment, file, default) and collects everything that is wrong.
struct SettingsReader {
    /// The effective value of one setting, as text, with its source.
    struct Entry: Sendable, Hashable {
        let key: String
        let text: String
        let origin: SettingOrigin
    }

    private let sources: [[String: RawSetting]]
    /// Every problem found so far.
    private(set) var problems: [String]
    /// Every value read so far, in the order of reading.
    private(set) var entries: [Entry] = []

    /// - Parameters:
    ///   - sources: Settings by key, the strongest source first.
    ///   - problems: What was wrong with the sources themselves.
    init(sources: [[String: RawSetting]], problems: [String] = []) {
        self.sources = sources
        self.problems = problems
    }

    /// The value of a setting with a fixed default.
    mutating func value<Value>(of setting: Setting<Value>) -> Value {
        read(setting) ?? note(setting, setting.defaultValue, .default)
    }

    /// The value of a setting whose default follows from others.
    mutating func value<Wrapped>(of setting: Setting<Wrapped?>, unlessSet derived: Wrapped) -> Wrapped {
        // Two optionals: whether a source names the setting, and the optional that its type is.
        (read(setting) ?? nil) ?? note(setting, derived, .default) ?? derived
    }

    /// Adds a problem that concerns several settings.
    mutating func refuse(_ problem: String) {
        problems.append(problem)
    }

    /// The origin of a setting's value.
    func origin(of definition: SettingDefinition) -> SettingOrigin {
        raw(definition)?.origin ?? .default
    }

    /// Whether some source names the setting.
    func isSet(_ definition: SettingDefinition) -> Bool {
        raw(definition) != nil
    }

    private func raw(_ definition: SettingDefinition) -> RawSetting? {
        for source in sources {
            if let raw = source[definition.key] { return raw }
        }
        return nil
    }

    private mutating func read<Value>(_ setting: Setting<Value>) -> Value? {
        guard let raw = raw(setting.definition) else { return nil }
        do {
            return note(setting, try setting.type.decode(raw.text), raw.origin)
        } catch {
            problems.append(Self.sentence(setting.definition, raw, error))
            return nil
        }
    }

    @discardableResult
    private mutating func note<Value>(_ setting: Setting<Value>, _ value: Value, _ origin: SettingOrigin) -> Value {
        entries.append(Entry(key: setting.definition.key, text: setting.type.encode(value), origin: origin))
        return value
    }

    /// The sentence for a wrong value: who said what, what was expected, and an example.
    static func sentence(_ definition: SettingDefinition, _ raw: RawSetting, _ refusal: SettingRefusal) -> String {
        let name = raw.origin.description
        let spelled =
            switch raw.origin {
            case .flag, .environment: "\(name)"
            case .file, .default: "\(name): \(definition.key)"
            }
        let value = definition.mayHoldSecret ? "" : " '\(SafeText.printable(raw.text))'"
        let example = definition.isSecret ? "" : "; for example \(definition.example)"
        return "\(spelled)\(value) is refused: \(refusal.reason). Expected \(definition.expectation)\(example)."
    }
}
