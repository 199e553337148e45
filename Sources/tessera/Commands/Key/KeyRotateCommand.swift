import ArgumentParser
import Identity

/// `tessera key rotate`.
struct KeyRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Publish a new signing key, which takes over when every verifier can know it.",
        discussion: """
            The new key signs after signing-keys.publish-ahead; with --immediately it signs at once. Every session \
            continues.

            Its algorithm and its lifetime come from this command's own settings: flags, environment, file, defaults. \
            The command does not know the settings of the running server, and prints those that it used. Pass the \
            server's settings file.

            Example: tessera key rotate --config /etc/tessera/tessera.yaml
            """
    )

    @Flag(help: "Sign with the new key at once.") var immediately = false
    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var flags: SigningKeySettingFlags

    func run() async throws {
        let settings = try flags.settings()
        let key = try await OpenState.with(settings, new: .never) { state in
            try await state.identity.signingKeys.rotate(immediately: immediately, by: .command)
        }
        let now = TimeSource.system.now()
        if json {
            try Terminal.write(SigningKeyText.json(key, now: now))
        } else {
            try Terminal.write(SigningKeyText.rotation(to: key, by: settings))
        }
    }
}
