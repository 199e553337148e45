import ArgumentParser
import Identity
import TesseraJOSE

/// `tessera token decode`.
struct TokenDecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Show what a token says, without verifying it.",
        discussion: """
            Anybody can write a token that says anything: decide nothing by what this shows. `tessera token verify` judges it.

            Where verification is strict, this is tolerant: of a broken token it shows what can be shown, and tells what is \
            wrong and at which byte (counted from 0). Exit status 0 when the header or the payload could be read, 65 when \
            neither could.

            Example: tessera token decode "$ACCESS_TOKEN"
            """
    )

    @Argument(help: "The token, or - for standard input.") var token: String
    @Option(help: ArgumentHelp("Tell times as of this moment (seconds since 1970) instead of now.", valueName: "epoch"))
    var now: Int64?
    @Flag(help: "Print JSON for a program.") var json = false

    func run() throws {
        let inspection = TokenInspection(try TokenInput.read(token))
        guard inspection.header != nil || inspection.payload != nil else {
            let faults = inspection.faults.map { SafeText.printable($0.detail, limit: 300) }
            throw CommandFailure(.badData, "this is no token that can be shown. " + faults.joined(separator: " "))
        }
        let text = TokenText(inspection, now: now ?? TimeSource.system.now().seconds)
        if json {
            try Terminal.write(text.json)
        } else {
            try Terminal.write(text.paragraphs)
        }
    }
}
