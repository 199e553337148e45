import ArgumentParser
import Identity
import TesseraJOSE
import TesseraVerifier
import WebValues

/// The requirements of `tessera token verify` for a token.
struct VerificationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The keys: a JWK set, a JWK or a public key in PEM, as a file, - for standard input, or an https address "
                + "(http on this machine). Default: the issuer's /.well-known/jwks.json.",
            valueName: "place"
        )
    )
    var jwks: String?
    @Option(help: ArgumentHelp("The issuer (iss) that the token must have.", valueName: "url")) var issuer: String?
    @Option(help: ArgumentHelp("An audience (aud) that the token must have.", valueName: "name")) var audience: String?
    @Option(help: ArgumentHelp("The client (client_id) that the token must have.", valueName: "id"))
    var clientID: String?
    @Option(help: ArgumentHelp("The header's typ that the token must have, such as at+jwt.", valueName: "type"))
    var type: String?
    @Option(
        name: .customLong("require"),
        help: ArgumentHelp("Required claims in addition to exp, separated by commas.", valueName: "claims")
    )
    var requiredClaims: String?
    @Flag(help: "Require everything that RFC 9068 requires of a bearer access token: typ at+jwt, its claims, no cnf.")
    var accessToken = false
    @Flag(help: "Check the token's status in the issuer's status list, which the command fetches and verifies.")
    var status = false
    @Option(
        help: ArgumentHelp(
            "The allowed algorithms, separated by commas. Default: all with a public key. Those with a "
                + "secret (HS256, HS384, HS512) are allowed only when named here, with a JWK of kty oct.",
            valueName: "names"
        )
    )
    var algorithms: String?
    @Option(help: ArgumentHelp("By how many seconds clocks may differ, 0 to 600.", valueName: "seconds"))
    var leeway: Int = 0
    @Option(help: ArgumentHelp("Verify as of this time (seconds since 1970) instead of now.", valueName: "epoch"))
    var now: Int64?

    func validate() throws {
        guard jwks != nil || issuer != nil else {
            throw ValidationError("Set the source of the keys: --jwks FILE, --jwks URL, or --issuer URL.")
        }
        guard !status || issuer != nil else {
            throw ValidationError("--status needs --issuer URL: the command fetches only that issuer's status lists.")
        }
        guard 0...600 ~= leeway else { throw ValidationError("--leeway is a number of seconds from 0 to 600.") }
        _ = try allowedAlgorithms()
    }

    /// The token judge for these options.
    func judge() async throws -> TokenJudge {
        let keys = try await KeySetInput(at: jwks ?? "\(issuer ?? "")/.well-known/jwks.json")
        let moment = now
        return try TokenJudge(
            keys,
            algorithms: try allowedAlgorithms(),
            demands: TokenDemands(
                issuer: issuer,
                audience: audience,
                clientID: clientID,
                type: type,
                requiredClaims: Self.names(requiredClaims ?? ""),
                isAccessToken: accessToken,
                status: status ? issuer : nil,
                leeway: leeway
            ),
            now: { moment ?? TimeSource.system.now().seconds }
        )
    }

    /// Algorithms with a shared secret are allowed only by name, because a party that verifies with one can also sign.
    private func allowedAlgorithms() throws -> Set<SignatureAlgorithm> {
        guard let algorithms else { return Set(SignatureAlgorithm.allCases.filter { !$0.isSymmetric }) }
        let known = SignatureAlgorithm.allCases.map(\.rawValue)
        var allowed: Set<SignatureAlgorithm> = []
        for name in Self.names(algorithms) {
            guard let algorithm = SignatureAlgorithm(named: name) else {
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

    private static func names(_ text: String) -> [String] {
        text.split { $0 == "," || $0.isWhitespace }.map(String.init)
    }
}
