import ArgumentParser

/// `tessera config template`.
struct ConfigTemplateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "Print a settings file with every default and a comment for each.",
        discussion: "Example: tessera config template > tessera.yaml"
    )

    func run() throws {
        try Terminal.write(SettingsTemplate.text().dropLast().description)
    }
}
