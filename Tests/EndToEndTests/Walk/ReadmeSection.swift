import Foundation

/// The shell lines of a section of the README.
struct ReadmeSection: Sendable {
    /// Everything between the section's ```` ```sh ```` fences, in order.
    let shell: String

    /// Reads the section with a heading such as `## The walk`; nil when there is none with shell lines.
    init?(_ heading: String) {
        let path = ProgramFolder.package.appendingPathComponent("README.md")
        guard let text = try? String(contentsOf: path, encoding: .utf8) else { return nil }
        var lines: [Substring] = []
        var isInside = false
        var isShell = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if isInside, isShell || line.hasPrefix("```") {
                if line.hasPrefix("```") {
                    isShell = line == "```sh"
                } else {
                    lines.append(line)
                }
            } else if line.hasPrefix("## ") {
                isInside = line == heading
            }
        }
        guard !lines.isEmpty else { return nil }
        shell = lines.joined(separator: "\n") + "\n"
    }
}
