import ArgumentParser

/// `tessera key`: the keys that sign access tokens.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "List, show, rotate and revoke the keys that sign access tokens.",
        discussion: """
            The commands change the database directly; a running server applies a revocation within a fraction of a \
            second, a rotation within seconds.
            """,
        subcommands: [KeyListCommand.self, KeyShowCommand.self, KeyRotateCommand.self, KeyRevokeCommand.self]
    )
}
