/// All mistakes in the settings, found in one pass, so that an operator need not fix them one at a time.
struct SettingsError: Error, Equatable, CustomStringConvertible {
    /// One sentence or two for each problem, safe to show.
    let problems: [String]

    var description: String {
        problems.joined(separator: "\n")
    }
}
