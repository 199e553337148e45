import ArgumentParser

/// `tessera config`: what is set, and what can be.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show the effective settings and the source of each.",
        subcommands: [ConfigShowCommand.self, ConfigTemplateCommand.self, ConfigDocumentCommand.self]
    )
}
