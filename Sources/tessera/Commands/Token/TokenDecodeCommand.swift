import ArgumentParser
import Identity
import TesseraJOSE

/// `tessera token decode`.
struct TokenDecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Show the content of a token, without verifying it.",
        discussion: """
            A token can be forged: do not rely on this output. `tessera token verify` verifies a token.

            Verification is strict; this command is tolerant. It shows the readable parts of a broken token, and \
            reports each fault and its byte position (counted from 0). Exit status 0 when the header or the payload \
            could be read, 65 when neither could.

            Example: tessera token decode "$ACCESS_TOKEN"
            """
    )

    @Argument(help: "The token, or - for standard input.") var token: String
    @Option(help: ArgumentHelp("Show times relative to this (seconds since 1970) instead of now.", valueName: "epoch"))
    var now: Int64?
    @Flag(help: "Print JSON for a program.") var json = false

    func run() throws {
        let inspection = TokenInspection(try TokenInput.read(token))
        guard inspection.header != nil || inspection.payload != nil else {
            let faults = inspection.faults.map { SafeText.printable($0.detail, limit: 300) }
            throw CommandFailure(.badData, "this is not a token that can be decoded. " + faults.joined(separator: " "))
        }
        let text = TokenText(inspection, now: now ?? TimeSource.system.now().seconds)
        if json {
            try Terminal.write(text.json)
        } else {
            try Terminal.write(text.paragraphs)
        }
    }
}
