import ArgumentParser
import Identity
import TesseraJOSE

/// `tessera key list`.
struct KeyListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List every signing key with its state, the oldest first.",
        discussion: "Example: tessera key list"
    )

    @Flag(help: "Print JSON for a program.") var json = false
    @OptionGroup var flags: StorageSettingFlags

    func run() async throws {
        let keys = try await OpenState.with(try flags.settings(), new: .never) { state in
            try await state.identity.signingKeys.list()
        }
        let now = TimeSource.system.now()
        if json {
            try Terminal.write(.array(keys.map { SigningKeyText.json($0, now: now) }))
        } else {
            try Terminal.write(SigningKeyText.table(keys, now: now))
        }
    }
}
