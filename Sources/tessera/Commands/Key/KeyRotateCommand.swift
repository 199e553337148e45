import ArgumentParser
import Identity

/// `tessera key rotate`.
struct KeyRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Publish a new signing key, which takes over when every verifier can know it.",
        discussion: """
            The new key signs after signing-keys.publish-ahead; --immediately makes it sign at once. Nobody is signed out.

            Example: tessera key rotate
            """
    )

    @Flag(help: "Sign with the new key at once.") var immediately = false
    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var flags: StorageSettingFlags

    func run() async throws {
        let key = try await OpenState.with(try flags.settings(), new: .never) { state in
            try await state.identity.signingKeys.rotate(immediately: immediately, by: .command)
        }
        let now = TimeSource.system.now()
        if json {
            try Terminal.write(SigningKeyText.json(key, now: now))
        } else {
            try Terminal.write("\(key.id): signs from \(MomentText.readable(key.activatesAt))")
        }
    }
}
