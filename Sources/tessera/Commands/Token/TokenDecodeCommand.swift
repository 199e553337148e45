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

            Example: tessera token decode "$ACCESS_TOKEN"
            """
    )

    @Argument(help: "The token, or - for standard input.") var token: String
    @Flag(help: "Print JSON for a program.") var json = false

    func run() throws {
        let decoded = try UnverifiedJWS(parsing: try TokenInput.read(token))
        let payload = decoded.payload
        if json {
            var object = JSONObject()
            object["header"] = .object(decoded.header)
            object["payload"] = payload ?? .string(Base64URL.encode(decoded.payloadBytes))
            object["payload_is_json"] = .bool(payload != nil)
            object["signature"] = .string(Base64URL.encode(decoded.signature))
            object["verified"] = false
            Terminal.write(.object(object))
            return
        }
        var text = "Header\n\(JSONText.pretty(.object(decoded.header)))\n\nPayload\n"
        text += payload.map { JSONText.pretty($0) } ?? "\(decoded.payloadBytes.count) bytes that are no JSON"
        let times = TokenText.times(of: payload, now: TimeSource.system.now().seconds)
        if !times.isEmpty { text += "\n\nTimes\n\(TextLayout.fields(times))" }
        text += "\n\nSignature\n\(decoded.signature.count) bytes, not verified"
        Terminal.write(text)
    }
}
