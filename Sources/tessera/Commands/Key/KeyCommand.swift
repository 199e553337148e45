import ArgumentParser

/// `tessera key`: the keys that sign access tokens.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "List, rotate and revoke the keys that sign access tokens.",
        discussion: "Works on the database directly; a running server takes a change up within a minute.",
        subcommands: [KeyListCommand.self, KeyRotateCommand.self, KeyRevokeCommand.self]
    )
}
