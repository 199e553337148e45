import TesseraJOSE
import TesseraOAuth
import TesseraVerifier

/// A verdict with every rule that led to it.
struct TokenReport: Sendable {
    /// What one rule found.
    enum Finding: String, Sendable {
        /// The rule is kept.
        case kept
        /// The rule is broken; the first broken rule rejects the token.
        case broken
        /// The options do not ask for the rule.
        case notAsked = "not_asked"
        /// A rule before it is broken, so that it could not be looked at.
        case notReached = "not_reached"
    }

    /// One rule with its finding.
    struct Line: Sendable {
        let rule: VerificationRule
        let finding: Finding
        let detail: String
    }

    /// The rules in the order in which the verifier looks at them.
    static let rules: [VerificationRule] = [
        .tooLarge, .malformed, .algorithm, .unknownKey, .signature, .type, .missingClaim, .issuer, .audience,
        .clientID, .expired, .notYetValid, .binding, .status,
    ]

    let verdict: TokenVerdict
    /// Every rule.
    let lines: [Line]
    /// The claims of an accepted token; those of a rejected one must not be used.
    let claims: JSONValue?

    init(_ token: [UInt8], by judge: TokenJudge) async {
        let signed: TokenJudge.Signed
        do throws(TokenJudge.Refusal) {
            signed = try judge.signed(token)
        } catch {
            verdict = TokenVerdict(error, keyID: TokenVerdict.claimedKeyID(of: token))
            lines = Self.stopped(error)
            claims = nil
            return
        }
        let findings = await Findings(signed, judge)
        lines = Self.rules.map { findings.line($0) }
        verdict = findings.refusal.map { TokenVerdict($0, keyID: signed.keyID) } ?? TokenVerdict(signed)
        claims = findings.refusal == nil ? .object(signed.token.claims.object) : nil
    }

    /// Without a right signature nothing that the token says may be looked at.
    private static func stopped(_ refusal: TokenJudge.Refusal) -> [Line] {
        let position = rules.firstIndex(of: refusal.rule) ?? 0
        return rules.enumerated().map { index, rule in
            if index == position { return Line(rule: rule, finding: .broken, detail: refusal.detail) }
            return Line(rule: rule, finding: index < position ? .kept : .notReached, detail: "")
        }
    }
}

/// What each rule found in a token whose signature is verified.
private struct Findings {
    private(set) var refusal: TokenJudge.Refusal?
    private let signed: TokenJudge.Signed
    private let words: TokenWords
    private var findings: [VerificationRule: (TokenReport.Finding, String)] = [:]

    init(_ signed: TokenJudge.Signed, _ judge: TokenJudge) async {
        self.signed = signed
        let now = judge.now()
        words = TokenWords(token: signed.token, demands: judge.demands, now: now)
        for asked in judge.policies { note(asked, asked.policy.refusal(of: signed.token, at: now)) }
        if judge.status != nil { await noteStatus(judge) }
    }

    /// The status last, since only a token that is right otherwise is worth a request.
    private mutating func noteStatus(_ judge: TokenJudge) async {
        guard refusal == nil else {
            findings[.status] = (.notReached, "")
            return
        }
        do throws(TokenJudge.Refusal) {
            guard let reference = try judge.statusReference(of: signed) else { return }
            if let refusal = await judge.statusRefusal(reference) { throw refusal }
            findings[.status] = (.kept, "valid at \(reference.index) of \(reference.uri)")
        } catch {
            refusal = error
            findings[error.rule == .statusUnavailable ? .status : error.rule] = (.broken, error.detail)
        }
    }

    private mutating func note(_ asked: TokenDemands.AskedPolicy, _ error: VerificationError?) {
        guard let error else {
            for rule in asked.rules where findings[rule]?.0 != .broken { findings[rule] = (.kept, words.found(rule)) }
            return
        }
        let detail = words.refusal(error)
        for rule in asked.rules { findings[rule] = findings[rule] ?? (.notReached, "") }
        if findings[error.rule]?.0 != .broken { findings[error.rule] = (.broken, detail) }
        refusal = refusal ?? TokenJudge.Refusal(rule: error.rule, detail: detail)
    }

    func line(_ rule: VerificationRule) -> TokenReport.Line {
        let (finding, detail) = findings[rule] ?? standard(rule)
        return TokenReport.Line(rule: rule, finding: finding, detail: detail)
    }

    private func standard(_ rule: VerificationRule) -> (TokenReport.Finding, String) {
        switch rule {
        case .tooLarge, .malformed, .unknownKey: (.kept, "")
        case .algorithm: (.kept, signed.token.header.algorithm.rawValue)
        case .signature: (.kept, "by the key \(signed.keyID.map { "\"\($0)\"" } ?? "without id")")
        default: (.notAsked, words.found(rule))
        }
    }
}
