public import TesseraJOSE

/// What a linter says of a token that nobody has verified.
public struct TokenLint: Sendable {
    /// The kinds of tokens, which differ in the rules for them.
    public enum Kind: String, Sendable, CaseIterable {
        /// An access token (RFC 9068); also what does not say otherwise.
        case accessToken = "access_token"
        /// An ID token (OpenID Connect Core §2).
        case idToken = "id_token"
        /// A token whose `typ` says that it is something else.
        case other
    }

    /// As what the token was linted.
    public let kind: Kind
    /// The findings, in the order of the rules; each rule at most once.
    public let findings: [LintFinding]

    /// Whether a finding is an error.
    public var hasErrors: Bool { findings.contains { $0.rule.severity == .error } }

    /// Applies every rule.
    /// - Parameters:
    ///   - token: The token's bytes, which may be anything.
    ///   - now: The time, in seconds since 1970-01-01T00:00:00Z.
    ///   - keys: The issuer's JWK set, or one JWK, to be linted too.
    public init(_ token: [UInt8], now: Int64, keys: JSONValue? = nil) {
        let subject = LintSubject(token, now: now, keys: keys)
        kind = subject.kind
        findings = LintRule.all.compactMap { rule in
            guard case .found(let detail) = rule.find(subject) else { return nil }
            return LintFinding(rule: rule, detail: detail)
        }
    }
}
