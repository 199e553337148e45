import ArgumentParser
import Identity
import TesseraJOSE

/// `tessera token verify`.
struct TokenVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Judge a token: every rule, and the one that refuses it.",
        discussion: """
            The keys come from --jwks (a file or an https address), else from the issuer's /.well-known/jwks.json. Times are \
            always judged; issuer, audience and type when given. Exit status 0 when the token is accepted, 1 when refused.

            Example: tessera token verify "$ACCESS_TOKEN" --issuer http://localhost:8080 --type at+jwt
            """
    )

    @Argument(help: "The token, or - for standard input.") var token: String
    @Option(help: ArgumentHelp("A key set or key: a file or an address.", valueName: "place")) var jwks: String?
    @Option(help: ArgumentHelp("The issuer that the token must have.", valueName: "url")) var issuer: String?
    @Option(help: ArgumentHelp("An audience that the token must have.", valueName: "name")) var audience: String?
    @Option(help: ArgumentHelp("The header's typ that the token must have, such as at+jwt.", valueName: "type"))
    var type: String?
    @Option(
        help: ArgumentHelp(
            "The algorithms that are allowed, separated by commas. Default: every one with a public key.",
            valueName: "names"
        )
    )
    var algorithms: String?
    @Option(help: ArgumentHelp("For how many seconds clocks may differ, 0 to 600.", valueName: "seconds"))
    var leeway: Int64 = 0
    @Option(help: ArgumentHelp("Judge as of this moment (seconds since 1970) instead of now.", valueName: "epoch"))
    var now: Int64?
    @Flag(help: "Print JSON for a program.") var json = false

    func validate() throws {
        guard jwks != nil || issuer != nil else {
            throw ValidationError("Say where the keys are: --jwks FILE, --jwks URL, or --issuer URL.")
        }
        guard 0...600 ~= leeway else { throw ValidationError("--leeway is a number of seconds from 0 to 600.") }
        _ = try allowedAlgorithms()
    }

    func run() async throws {
        let token = try TokenInput.read(token)
        let demands = TokenJudgement.Demands(
            keys: try await KeySetInput.read(jwks ?? "\(issuer ?? "")/.well-known/jwks.json"),
            algorithms: try allowedAlgorithms(),
            issuer: issuer,
            audience: audience,
            type: type,
            leeway: leeway,
            now: now ?? TimeSource.system.now().seconds
        )
        let judgement = try TokenJudgement(token, demands)
        if json {
            Terminal.write(Self.json(judgement))
        } else {
            Terminal.write(Self.text(judgement))
        }
        guard judgement.isAccepted else { throw ExitCode(ExitStatus.refused.rawValue) }
    }

    /// Algorithms with a shared secret are allowed only by name: whoever verifies with one could also sign.
    private func allowedAlgorithms() throws -> Set<SignatureAlgorithm> {
        guard let algorithms else { return Set(SignatureAlgorithm.allCases.filter { !$0.isSymmetric }) }
        let names = algorithms.split { $0 == "," || $0.isWhitespace }.map(String.init)
        let known = SignatureAlgorithm.allCases.map(\.rawValue)
        var allowed: Set<SignatureAlgorithm> = []
        for name in names {
            guard let algorithm = SignatureAlgorithm(rawValue: name) else {
                let nearest = NearestName.of(name, among: known).map { " Did you mean \($0)?" } ?? ""
                throw ValidationError(
                    "--algorithms: '\(SafeText.printable(name))' is none of \(known.joined(separator: ", ")).\(nearest)"
                )
            }
            allowed.insert(algorithm)
        }
        guard !allowed.isEmpty else { throw ValidationError("--algorithms names none.") }
        return allowed
    }

    private static func text(_ judgement: TokenJudgement) -> String {
        let rows = judgement.lines.map { line in
            [line.rule, line.finding.rawValue.replacing("_", with: " "), SafeText.printable(line.detail, limit: 300)]
        }
        let verdict = judgement.refusal.map {
            "REFUSED by the rule \($0.rule): \(SafeText.printable($0.detail, limit: 300))"
        }
        return TextLayout.table(header: ["RULE", "FINDING", "DETAIL"], rows: rows) + "\n\n" + (verdict ?? "ACCEPTED")
    }

    private static func json(_ judgement: TokenJudgement) -> JSONValue {
        let rules = judgement.lines.map { line -> JSONValue in
            ["rule": .string(line.rule), "finding": .string(line.finding.rawValue), "detail": .string(line.detail)]
        }
        var object = JSONObject()
        object["accepted"] = .bool(judgement.isAccepted)
        object["refused_by"] = .optional(judgement.refusal?.rule)
        object["rules"] = .array(rules)
        // Claims of a token that is refused are nobody's to use.
        object["claims"] = judgement.isAccepted ? judgement.claims ?? .null : .null
        return .object(object)
    }
}
