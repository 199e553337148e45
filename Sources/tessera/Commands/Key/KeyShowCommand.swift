import ArgumentParser
import Identity
import TesseraJOSE

/// `tessera key show`.
struct KeyShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one signing key, and after its revocation which verifiers have confirmed it.",
        discussion: """
            A verifier that listens to the status events hears of a revoked key at once and confirms that it refuses what the key \
            signed. One that polls learns it with the next key set that it fetches, and does not confirm. A verifier is gone when \
            its connection was lost before it confirmed; it is told when it comes back.

            Example: watch -n 1 tessera key show KEY-ID
            """
    )

    @Argument(help: "The key's id, as `tessera key list` shows it.") var keyID: String
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
