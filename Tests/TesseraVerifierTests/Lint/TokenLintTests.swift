import TesseraJOSE
import Testing

@testable import TesseraVerifier

@Suite("Lint: a token's findings")
struct TokenLintTests {
    @Test(arguments: LintFixtures.cases)
    func `a token has exactly the findings of its case`(lintCase: LintFixtures.Case) {
        let lint = TokenLint(Array(lintCase.token.utf8), now: lintCase.now, keys: lintCase.keys)
        let findings = lint.findings.map { finding in
            LintFixtures.Finding(
                id: finding.rule.id,
                severity: finding.rule.severity.rawValue,
                section: finding.rule.section
            )
        }
        #expect(findings == lintCase.findings)
        #expect(lint.hasErrors == lintCase.findings.contains { $0.severity == "error" })
    }

    @Test func `the rules are those of the shared table, in its order and its words`() throws {
        let shared = try #require(LintFixtures.json("token-lint-rules.json")["rules"]?.array)
        let own = LintRule.all.map { rule -> JSONValue in
            [
                "id": .string(rule.id), "severity": .string(rule.severity.rawValue), "section": .string(rule.section),
                "what": .string(rule.what), "why": .string(rule.why), "do": .string(rule.advice),
            ]
        }
        #expect(own.count == shared.count)
        for (own, shared) in zip(own, shared) { #expect(own == shared) }
    }

    @Test func `the lists of secrets and of names are the shared ones`() throws {
        let shared = try LintFixtures.json("token-lint-rules.json")
        func texts(_ name: String) -> [String] { (shared[name]?.array ?? []).compactMap(\.string) }
        #expect(texts("famous_secrets") == FamousSecrets.all)
        #expect(texts("personal_claims") == SensitiveClaims.personalNames)
        #expect(texts("secret_claims") == SensitiveClaims.secretNames)
    }

    @Test func `every rule has a case that finds it`() {
        let found = Set(LintFixtures.cases.flatMap { $0.findings.map(\.id) })
        #expect(LintRule.all.map(\.id).filter { !found.contains($0) } == [])
    }

    @Test func `a detail names claims, places and sizes, and no value`() {
        let payload: JSONValue = ["password": "hunter2", "email": "zoe@example.com"]
        let token = "e30." + Base64URL.encode(payload.serialized()) + ".AA=="
        let lint = TokenLint(Array(token.utf8), now: 0)
        let details = Dictionary(uniqueKeysWithValues: lint.findings.map { ($0.rule.id, $0.detail) })
        #expect(details["secret_in_claims"] == "Here: password.")
        #expect(
            details["padding"] == "The signature ends with padding (=), at byte \(token.utf8.count - 2) of the token."
        )
        #expect(!lint.findings.contains { $0.detail?.contains("hunter2") ?? false })
    }
}
