import TesseraJOSE
import TesseraVerifier

/// Findings for people and for programs.
enum LintText {
    private static let width = 100

    /// The findings, the worst first, and their number.
    static func paragraphs(_ lint: TokenLint) -> String {
        let sorted = LintRule.Severity.allCases.flatMap { severity in
            lint.findings.filter { $0.rule.severity == severity }
        }
        let opening = "Linted as \(kind(lint.kind)). Nothing is verified."
        return ([opening] + sorted.map(paragraph) + [summary(lint)]).joined(separator: "\n\n")
    }

    private static func paragraph(_ finding: LintFinding) -> String {
        let rule = finding.rule
        let lines =
            [rule.what] + (finding.detail.map { [SafeText.printable($0, limit: 300)] } ?? []) + [
                "Why: \(rule.why)", "Do: \(rule.advice)",
            ]
        let body = lines.flatMap { TextLayout.wrap($0, width: width - 2) }.map { "  " + $0 }
        return (["\(rule.severity.rawValue) \(rule.id) (\(rule.section))"] + body).joined(separator: "\n")
    }

    private static func summary(_ lint: TokenLint) -> String {
        let counts = LintRule.Severity.allCases.map { severity in
            let count = lint.findings.count { $0.rule.severity == severity }
            return "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        return counts.joined(separator: ", ")
    }

    private static func kind(_ kind: TokenLint.Kind) -> String {
        switch kind {
        case .accessToken: "an access token (RFC 9068)"
        case .idToken: "an ID token"
        case .other: "a token of another kind"
        }
    }

    /// The findings in the order of the rules.
    static func json(_ lint: TokenLint) -> JSONValue {
        let findings = lint.findings.map { finding -> JSONValue in
            var object = json(finding.rule).object ?? [:]
            object["detail"] = .optional(finding.detail)
            return .object(object)
        }
        var object = JSONObject()
        object["linted_as"] = .string(lint.kind.rawValue)
        object["verified"] = false
        for severity in LintRule.Severity.allCases {
            let count = lint.findings.count { $0.rule.severity == severity }
            object["\(severity.rawValue)s"] = .integer(Int64(count))
        }
        object["findings"] = .array(findings)
        return .object(object)
    }

    /// A rule, as the fixture of the shared rules has it.
    static func json(_ rule: LintRule) -> JSONValue {
        [
            "id": .string(rule.id), "severity": .string(rule.severity.rawValue), "section": .string(rule.section),
            "what": .string(rule.what), "why": .string(rule.why), "do": .string(rule.advice),
        ]
    }
}
