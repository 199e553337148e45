/// Finds what the sources say by precedence (flags, environment, file) and collects everything that is wrong.
struct SettingsReader {
    private let sources: [[String: RawSetting]]
    /// Every problem found so far.
    private(set) var problems: [String]

    /// - Parameters:
    ///   - sources: Settings by key, the strongest source first.
    ///   - problems: What was wrong with the sources themselves.
    init(sources: [[String: RawSetting]], problems: [String] = []) {
        self.sources = sources
        self.problems = problems
    }

    /// Reads a setting into its place, if a source names it.
    mutating func read(_ setting: Setting, into settings: inout Settings) {
        guard let raw = raw(setting.definition.key) else { return }
        do {
            try setting.take(raw.text, &settings)
        } catch {
            problems.append(Self.sentence(setting.definition, raw, error))
        }
    }

    /// Adds a problem that concerns several settings.
    mutating func refuse(_ problem: String) {
        problems.append(problem)
    }

    /// The origin of a setting's value.
    func origin(of key: String) -> SettingOrigin {
        raw(key)?.origin ?? .default
    }

    /// Whether some source names the setting.
    func isSet(_ key: String) -> Bool {
        raw(key) != nil
    }

    private func raw(_ key: String) -> RawSetting? {
        for source in sources {
            if let raw = source[key] { return raw }
        }
        return nil
    }

    /// The sentence for a wrong value: who said what, what was expected, and an example.
    static func sentence(_ definition: SettingDefinition, _ raw: RawSetting, _ refusal: SettingRefusal) -> String {
        let name = raw.origin.description
        let spelled =
            switch raw.origin {
            case .flag, .environment: "\(name)"
            case .file, .default: "\(name): \(definition.key)"
            }
        let value = definition.secrecy == .none ? " '\(SafeText.printable(raw.text))'" : ""
        let example = definition.isSecret ? "" : "; for example \(definition.example)"
        return "\(spelled)\(value) is refused: \(refusal.reason). Expected \(definition.expectation)\(example)."
    }
}
