/// Everything that is wrong with the settings, found in one go, so that nobody fixes one mistake only to meet the next.
struct SettingsError: Error, Equatable, CustomStringConvertible {
    /// One sentence or two for each problem, safe to show.
    let problems: [String]

    var description: String {
        problems.joined(separator: "\n")
    }
}
