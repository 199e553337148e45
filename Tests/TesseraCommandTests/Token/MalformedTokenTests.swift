import Foundation
import TesseraJOSE
import TesseraVerifier
import Testing

@testable import tessera

@Suite("Tokens of every malformation")
struct MalformedTokenTests {
    private static let bound: Duration = .seconds(5)
    private let issuer = WorkbenchIssuer.shared
    private let judge: TokenJudge

    init() throws {
        judge = try issuer.judge(keys: ["keys": [issuer.key, issuer.key(kid: "cl\u{E9}")]])
    }

    @Test func `the good token, of which the broken ones are made, is accepted`() {
        #expect(judge.verdict(Array(MalformedToken.good.utf8)).refusal == nil)
        #expect(judge.verdict(Array(MalformedToken.large(16_384 - 8).utf8)).refusal == nil)
    }

    @Test func `no two cases have the same name`() {
        let names = MalformedToken.all.map(\.name)
        #expect(Set(names).count == names.count && names.count > 180)
    }

    @Test(arguments: MalformedToken.all)
    func `is refused by its rule, without a word of the token, in bounded time`(token: MalformedToken) async {
        let clock = ContinuousClock()
        let start = clock.now
        let refusal = judge.verdict(token.bytes).refusal
        #expect(refusal?.rule == token.rule, "\(refusal?.detail ?? "accepted")")
        #expect(refusal.map { !$0.detail.isEmpty && $0.detail.count < 500 } == true)
        for part in token.bytes.split(separator: UInt8(ascii: ".")) where part.count > 40 {
            #expect(refusal?.detail.contains(String(decoding: part, as: UTF8.self)) == false)
        }
        let report = await TokenReport(token.bytes, by: judge)
        #expect(report.verdict.refusal?.rule == token.rule && report.claims == nil)
        #expect(report.lines.contains { $0.rule == token.rule && $0.finding == .broken })
        #expect(clock.now - start < Self.bound)
    }

    @Test(arguments: MalformedToken.all)
    func `can be looked at and linted, in bounded time`(token: MalformedToken) throws {
        let clock = ContinuousClock()
        let start = clock.now
        let inspection = TokenInspection(token.bytes)
        let text = TokenText(inspection, now: WorkbenchIssuer.now)
        #expect(!text.paragraphs.isEmpty && !text.paragraphs.unicodeScalars.contains("\0"))
        #expect(try JSONValue(parsing: JSONText.line(text.json), limits: Self.wide)["verified"] == false)
        let lint = TokenLint(token.bytes, now: WorkbenchIssuer.now, keys: ["keys": [issuer.key]])
        #expect(!LintText.paragraphs(lint).isEmpty)
        #expect(try JSONValue(parsing: JSONText.line(LintText.json(lint)), limits: Self.wide)["findings"] != nil)
        #expect(clock.now - start < Self.bound)
    }

    @Test func `a batch gives each line its verdict, in order, one JSON object a line`() async throws {
        let tokens = MalformedToken.all.filter { !$0.bytes.contains(UInt8(ascii: "\n")) }
        let input = tokens.flatMap { $0.bytes + [UInt8(ascii: "\n")] }
        let lines = try await BatchRun.verdicts(judge, input)
        #expect(lines.count == tokens.count)
        for (index, (token, line)) in zip(tokens, lines).enumerated() {
            #expect(line["line"]?.integer == Int64(index + 1))
            #expect(line["rule"]?.string == token.rule.rawValue, "\(token.name)")
        }
    }

    @Test(.enabled(if: PublicVectors.arePresent, PublicVectors.absence))
    func `no text that JSON forbids gets in as header or payload`() throws {
        for name in try PublicVectors.names("json_parsing") where name.hasPrefix("n_") {
            let text = try PublicVectors.bytes("json_parsing/\(name)")
            guard text.count < 10_000 else { continue }
            let header = issuer.token(header: text, payload: WorkbenchIssuer.claims().serialized())
            #expect(judge.verdict(Array(header.utf8)).refusal?.rule == .malformed, "\(name)")
            let payload = issuer.token(header: WorkbenchIssuer.header().serialized(), payload: text)
            #expect(judge.verdict(Array(payload.utf8)).refusal?.rule == .malformed, "\(name)")
        }
    }

    @Test(.enabled(if: PublicVectors.arePresent, PublicVectors.absence))
    func `naughty texts as tokens, key ids and claims crash nothing`() throws {
        let json = try JSONValue(parsing: PublicVectors.bytes("blns.json"))
        let strings = (json.array ?? []).compactMap(\.string)
        #expect(strings.count > 400)
        for string in strings {
            #expect(judge.verdict(Array(string.utf8)).refusal != nil)
            let named = issuer.token(header: ["kid": .string(string)])
            #expect(judge.verdict(Array(named.utf8)).refusal?.rule == .unknownKey)
            let claimed = issuer.token(claims: ["sub": .string(string), "x": .string(string)])
            _ = TokenLint(Array(claimed.utf8), now: 0)
            let text = TokenText(TokenInspection(Array(claimed.utf8)), now: 0).paragraphs
            #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .format })
        }
    }

    private static let wide = JSONLimits(maximumBytes: 1 << 20, maximumDepth: 64, maximumMembers: 10_000)
}
