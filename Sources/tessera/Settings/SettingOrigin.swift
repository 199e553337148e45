/// Where a value came from, said the way its author would find it again.
enum SettingOrigin: Sendable, Hashable, CustomStringConvertible {
    /// A command-line flag.
    case flag(String)
    /// An environment variable.
    case environment(String)
    /// A line of the settings file.
    case file(path: String, line: Int)
    /// No source named it.
    case `default`

    var description: String {
        switch self {
        case .flag(let name): name
        case .environment(let variable): variable
        case .file(let path, let line): "\(path):\(line)"
        case .default: "default"
        }
    }
}

/// A value as one source gave it: text, not yet understood.
struct RawSetting: Sendable, Hashable {
    /// The text; list items are separated by commas.
    let text: String
    /// Who said it.
    let origin: SettingOrigin
}
