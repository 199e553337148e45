import ArgumentParser
import TesseraJOSE
import TesseraVerifier

/// `tessera token verify`.
struct TokenVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify a token, or a file of tokens: show every rule, and the one that rejects.",
        discussion: """
            The command always checks form, signature and times, and always requires exp. It checks the other rules on \
            request. The rules have the names of the verifier library: too_large (more than 16,384 bytes), malformed, \
            algorithm, unknown_key, signature, type, missing_claim, issuer, audience, client_id, expired, \
            not_yet_valid, binding, status, status_unavailable. Keys and addresses in a token's header (jwk, jku, x5c, \
            x5u) are never used.

            One token: each rule is kept, broken, not asked or not reached. Exit status 0 when the token is accepted, 1 \
            when it is rejected.

            A batch: --batch reads one token per line, ended by LF or CR LF, and writes one line of JSON for each, in \
            the same order; empty and broken lines get a result, too. Members of the result of an accepted token: \
            line, accepted (true), subject, expires_at, kid; of a rejected one: line, accepted (false), rule, detail, \
            kid. No result contains the token. Exit status 0 when every line was processed; with --fail-on-refusal 1 \
            when one token was rejected.

            Any other exit status means that not every token was processed: 64 for the command line, 65 for an input \
            that is not a key or a token, 69 for keys or a file that is not available, 74 when reading or writing \
            failed.

            Examples:
              tessera token verify "$ACCESS_TOKEN" --issuer http://localhost:8080 --type at+jwt
              tessera token verify --batch tokens.txt --jwks keys.json --access-token > verdicts.jsonl
            """
    )

    @Argument(help: "The token, or - for standard input. Left out with --batch.") var token: String?
    @Option(help: ArgumentHelp("A file of tokens, one per line; - for standard input.", valueName: "file"))
    var batch: String?
    @Flag(help: "With --batch: exit with 1 when a token is rejected.") var failOnRefusal = false
    @OptionGroup var options: VerificationOptions
    @Flag(help: "Print JSON for a program; a batch always does.") var json = false

    func validate() throws {
        guard (token == nil) != (batch == nil) else {
            throw ValidationError("Pass one token, or --batch FILE for many.")
        }
        guard batch != nil || !failOnRefusal else {
            throw ValidationError("--fail-on-refusal needs --batch; a single rejected token always exits with 1.")
        }
        guard options.jwks != "-" || (token != "-" && batch != "-") else {
            throw ValidationError("Standard input can be the keys or the tokens, not both.")
        }
    }

    func run() async throws {
        if let batch {
            let file = try TokenFile(path: batch)
            let judge = try await options.judge()
            let refused = try await TokenBatch(judge: judge).run(reading: file.next, writing: VerdictOutput.write)
            if failOnRefusal, refused > 0 { throw ExitCode(ExitStatus.refused.rawValue) }
            return
        }
        let token = try TokenInput.read(token ?? "-")
        let report = await TokenReport(token, by: try await options.judge())
        if json {
            try Terminal.write(Self.json(report))
        } else {
            try Terminal.write(Self.text(report))
        }
        if report.verdict.refusal != nil { throw ExitCode(ExitStatus.refused.rawValue) }
    }

    private static func text(_ report: TokenReport) -> String {
        let rows = report.lines.map { line in
            let finding = line.finding.rawValue.replacing("_", with: " ")
            return [line.rule.rawValue, finding, SafeText.printable(line.detail, limit: 300)]
        }
        let verdict = report.verdict.refusal.map {
            "REFUSED by the rule \($0.rule.rawValue): \(SafeText.printable($0.detail, limit: 300))"
        }
        return TextLayout.table(header: ["RULE", "FINDING", "DETAIL"], rows: rows) + "\n\n" + (verdict ?? "ACCEPTED")
    }

    private static func json(_ report: TokenReport) -> JSONValue {
        var object = report.verdict.members
        object["rules"] = .array(
            report.lines.map { line in
                [
                    "rule": .string(line.rule.rawValue), "finding": .string(line.finding.rawValue),
                    "detail": .string(line.detail),
                ]
            }
        )
        object["claims"] = report.claims ?? .null
        return .object(object)
    }
}
