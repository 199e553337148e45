import ArgumentParser

/// `tessera config`: the effective settings, and all possible ones.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show the effective settings and the source of each.",
        subcommands: [ConfigShowCommand.self, ConfigTemplateCommand.self, ConfigDocumentCommand.self]
    )
}
