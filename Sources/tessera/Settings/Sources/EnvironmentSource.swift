import WebValues

/// Settings from environment variables that begin with `TESSERA_`.
enum EnvironmentSource {
    /// What every variable of ours begins with.
    static let prefix = "TESSERA_"
    /// The variable that names the settings file.
    static let fileVariable = "TESSERA_CONFIG"

    /// The settings that the environment gives, by key.
    ///
    /// - Parameters:
    ///   - environment: Every variable of the process.
    ///   - problems: Gets a sentence for each variable that begins like ours and is none.
    /// - Returns: What the environment gives, as text with the variable's name.
    static func read(_ environment: [String: String], problems: inout [String]) -> [String: RawSetting] {
        let keys = Dictionary(
            SettingCatalogue.all.map { ($0.environmentVariable, $0.key) },
            uniquingKeysWith: { first, _ in first }
        )
        var found: [String: RawSetting] = [:]
        for (variable, value) in environment.sorted(by: { $0.key < $1.key }) where variable.hasPrefix(prefix) {
            if variable == fileVariable || isServiceLink(variable) { continue }
            guard let key = keys[variable] else {
                let nearest = NearestName.of(variable, among: keys.keys).map { " Did you mean \($0)?" }
                problems.append(
                    "the environment variable \(variable) is not a setting."
                        + (nearest ?? " `tessera config template` lists every setting.")
                )
                continue
            }
            found[key] = RawSetting(text: value, origin: .environment(variable))
        }
        return found
    }

    /// Whether a cluster put the variable there.
    ///
    /// Kubernetes gives every pod `TESSERA_SERVICE_HOST`, `TESSERA_PORT` and more as soon as a service is called
    /// `tessera`. No operator wrote those, so they are neither settings nor mistakes.
    private static func isServiceLink(_ variable: String) -> Bool {
        let name = variable.dropFirst(prefix.count)
        return name == "PORT" || name.hasPrefix("PORT_") || name == "SERVICE_HOST" || name == "SERVICE_PORT"
            || name.hasPrefix("SERVICE_PORT_")
    }
}
