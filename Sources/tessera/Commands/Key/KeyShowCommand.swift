import ArgumentParser
import Identity
import TesseraJOSE

/// `tessera key show`.
struct KeyShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one signing key, and after its revocation which verifiers have confirmed it.",
        discussion: """
            A verifier that subscribes to the status events receives a revoked key at once and confirms that it \
            rejects the tokens of that key. A verifier that polls learns of it with the next key set that it fetches, \
            and does not confirm. "gone" means that the connection was lost before the verifier confirmed; it gets the \
            event when it reconnects.

            Example: watch -n 1 tessera key show KEY-ID
            """
    )

    @Argument(help: "The key id, as in `tessera key list`.") var keyID: String
    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var flags: StorageSettingFlags

    func run() async throws {
        let (key, confirmations) = try await OpenState.with(try flags.settings(), new: .never) { state in
            let key = try await state.identity.signingKeys.record(keyID)
            return (key, try await state.identity.verifiers.confirmations(of: key))
        }
        let now = TimeSource.system.now()
        if json {
            try Terminal.write(KeyConfirmationText.json(key, confirmations, now: now))
        } else {
            try Terminal.write(KeyConfirmationText.text(key, confirmations, now: now))
        }
    }
}
