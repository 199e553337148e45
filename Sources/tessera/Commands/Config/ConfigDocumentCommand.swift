import ArgumentParser

/// `tessera config document`.
struct ConfigDocumentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "document",
        abstract: "Print the documentation of every setting as Markdown.",
        discussion: "Documentation/settings.md is written by this command (`make settings`)."
    )

    func run() throws {
        try Terminal.write(SettingsGuide.text().dropLast().description)
    }
}
