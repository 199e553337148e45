import ArgumentParser
import Identity
import TesseraJOSE
import TesseraVerifier

/// `tessera token lint`.
struct TokenLintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Report how a token deviates from RFC 8725, RFC 9068 and the standards below them.",
        discussion: """
            Nothing is verified: a token without findings can be forged. `tessera token verify` verifies a token. A \
            token without another type is linted as an access token (RFC 9068).

            Each finding has a severity (error: it violates a standard or permits an attack; warning: it works and is \
            dangerous; note: worth knowing), a stable id, the finding, the reason, the remedy, and the section of the \
            standard. With --jwks the command also lints the keys, for instance that none of them is private. Exit \
            status 0 without errors, 1 with errors.

            Examples:
              tessera token lint "$ACCESS_TOKEN" --jwks https://id.example.com/.well-known/jwks.json
              tessera token lint --rules
            """
    )

    @Argument(help: "The token, or - for standard input. Left out with --rules.") var token: String?
    @Option(
        help: ArgumentHelp("Lint these keys, too: a file, - or an address, as for verify.", valueName: "place")
    )
    var jwks: String?
    @Option(
        help: ArgumentHelp("Check times as of this time (seconds since 1970) instead of now.", valueName: "epoch")
    )
    var now: Int64?
    @Flag(help: "List every rule instead of linting a token.") var rules = false
    @Flag(help: "Print JSON for a program.") var json = false

    func validate() throws {
        guard rules == (token == nil) else {
            throw ValidationError("Pass a token, or --rules to list every rule.")
        }
        guard token != "-" || jwks != "-" else {
            throw ValidationError("Standard input can be the keys or the token, not both.")
        }
    }

    func run() async throws {
        guard let token else {
            if json {
                try Terminal.write(["rules": .array(LintRule.all.map { LintText.json($0) })])
            } else {
                let rows = LintRule.all.map { [$0.severity.rawValue, $0.id, $0.section, $0.what] }
                try Terminal.write(TextLayout.table(header: ["SEVERITY", "RULE", "SECTION", "FINDS"], rows: rows))
            }
            return
        }
        let bytes = try TokenInput.read(token)
        var keys: JSONValue?
        if let jwks { keys = try await KeySetInput(at: jwks).document }
        let lint = TokenLint(bytes, now: now ?? TimeSource.system.now().seconds, keys: keys)
        if json {
            try Terminal.write(LintText.json(lint))
        } else {
            try Terminal.write(LintText.paragraphs(lint))
        }
        if lint.hasErrors { throw ExitCode(ExitStatus.refused.rawValue) }
    }
}
