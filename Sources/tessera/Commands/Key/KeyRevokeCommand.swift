import ArgumentParser
import Identity

/// `tessera key revoke`.
struct KeyRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Revoke a compromised signing key: every token that it signed becomes invalid.",
        discussion: """
            The key is no longer published. If it was the active key, a new one signs at once. Sessions continue: \
            their next refresh returns an access token that the new key has signed.

            Running servers apply this within a fraction of a second and send it to every verifier that subscribes to \
            the status events; `tessera key show KEY-ID` shows which of them have confirmed.

            Example: tessera key revoke KEY-ID --reason "the backup was stolen"
            """
    )

    @Argument(help: "The key id, as in `tessera key list`.") var keyID: String
    @Option(help: ArgumentHelp("The reason, for the audit trail.", valueName: "text")) var reason: String
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
