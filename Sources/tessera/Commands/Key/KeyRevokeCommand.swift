import ArgumentParser
import Identity

/// `tessera key revoke`.
struct KeyRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Revoke a signing key that is lost: nothing that it signed counts any more.",
        discussion: """
            The key is published no more. If it was the one that signs, a new one signs at once. Sessions go on: their next \
            refresh brings an access token by the new key.

            Running servers know it within a fraction of a second and tell every verifier that listens to the status events; \
            `tessera key show KEY-ID` shows which of them have confirmed.

            Example: tessera key revoke KEY-ID --reason "the backup was stolen"
            """
    )

    @Argument(help: "The key's id, as `tessera key list` shows it.") var keyID: String
    @Option(help: ArgumentHelp("Why; kept in the audit trail.", valueName: "text")) var reason: String
    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var flags: StorageSettingFlags

    func run() async throws {
        let key = try await OpenState.with(try flags.settings(), new: .never) { state in
            try await state.identity.signingKeys.revoke(keyID, reason: reason, by: .command)
        }
        if json {
            try Terminal.write(SigningKeyText.json(key, now: TimeSource.system.now()))
        } else {
            try Terminal.write("\(key.id): revoked. See which verifiers have confirmed: tessera key show \(key.id)")
        }
    }
}
