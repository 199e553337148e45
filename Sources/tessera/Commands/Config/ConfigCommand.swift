import ArgumentParser

/// `tessera config`: what is set, and what can be.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show the settings that hold and where each comes from.",
        subcommands: [ConfigShowCommand.self, ConfigTemplateCommand.self, ConfigDocumentCommand.self]
    )
}
