import Foundation
import TesseraJOSE
import Testing

@testable import tessera

@Suite("Commands: batches of tokens")
struct TokenBatchTests {
    private let issuer = WorkbenchIssuer.shared
    private let judge: TokenJudge
    private let good: [UInt8]

    init() throws {
        judge = try issuer.judge()
        good = Array(issuer.token().utf8)
    }

    private func rules(_ input: [UInt8], pieceBytes: Int = 65_536) async throws -> [String] {
        try await BatchRun.verdicts(judge, input, pieceBytes: pieceBytes).map { verdict in
            verdict["accepted"] == true ? "accepted" : verdict["rule"]?.string ?? ""
        }
    }

    @Test func `an accepted token's verdict names subject, end and key`() async throws {
        let verdicts = try await BatchRun.verdicts(judge, good)
        let expected: JSONValue = [
            "line": 1, "accepted": true, "subject": "account-1", "expires_at": .integer(WorkbenchIssuer.now + 300),
            "kid": "key-1",
        ]
        #expect(verdicts == [expected])
    }

    @Test func `a refused token's verdict names rule, detail and the key that the token names`() async throws {
        let late = Array(issuer.token(claims: ["exp": .integer(WorkbenchIssuer.now - 300)]).utf8)
        let verdicts = try await BatchRun.verdicts(judge, late)
        let verdict = try #require(verdicts.first)
        #expect(verdict.object?.names == ["line", "accepted", "rule", "detail", "kid"])
        #expect(verdict["rule"] == "expired" && verdict["kid"] == "key-1")
        #expect(verdict["detail"] == "The token expired 2026-11-23T20:10:30Z, 5 minutes ago.")
    }

    @Test func `every line has a verdict: empty ones, broken ones, and the last one without an end`() async throws {
        let input = good + [0x0A, 0x0A, 0x0D, 0x0A] + good + [0x0D, 0x0A, 0x00, 0x0A, 0xFF, 0xC0, 0x0A] + good
        let expected = ["accepted", "malformed", "malformed", "accepted", "malformed", "malformed", "accepted"]
        #expect(try await rules(input) == expected)
        #expect(try await rules([]) == [])
        #expect(try await rules([0x0A]) == ["malformed"])
    }

    @Test(arguments: [1, 2, 7, 4096])
    func `lines are the same however the bytes arrive`(pieceBytes: Int) async throws {
        let input = good + [0x0D, 0x0A] + Array("x\ny\r\n".utf8) + good
        let expected = ["accepted", "malformed", "malformed", "accepted"]
        #expect(try await rules(input, pieceBytes: pieceBytes) == expected)
    }

    @Test func `a line beyond the bound is too large and let go, and the next one is judged`() async throws {
        let long = [UInt8](repeating: UInt8(ascii: "A"), count: 3_000_000)
        #expect(try await rules(long + [0x0A] + good + [0x0A] + long) == ["too_large", "accepted", "too_large"])
        var splitter = LineSplitter(maximumBytes: 10)
        #expect(splitter.lines(in: Array("0123456789\r\n01234567890\n".utf8)).map { $0 == .overlong } == [false, true])
    }

    @Test func `verdicts keep the order of the lines on however many cores`() async throws {
        let tokens = (0..<500).map { number in
            number % 3 == 0 ? "" : issuer.token(claims: ["sub": .string("account-\(number)")])
        }
        let verdicts = try await BatchRun.verdicts(judge, Array(tokens.joined(separator: "\n").utf8))
        #expect(verdicts.count == 500)
        for (number, verdict) in verdicts.enumerated() {
            #expect(verdict["line"]?.integer == Int64(number + 1))
            #expect(verdict["subject"]?.string == (number % 3 == 0 ? nil : "account-\(number)"))
        }
    }

    @Test func `a verdict stays one line whatever a claim holds`() async throws {
        let token = issuer.token(claims: ["sub": "a\n\r\u{2028}\u{85}\u{B}\u{C}\u{7F}b"])
        let verdict = await TokenBatch(judge: judge).verdict(.whole(Array(token.utf8)))
        let line = String(decoding: JSONText.line(.object(verdict.members)), as: UTF8.self)
        #expect(line.unicodeScalars.allSatisfy { $0.isASCII && $0.value >= 0x20 && $0.value != 0x7F })
        #expect(try JSONValue(parsing: line)["subject"] == "a\n\r\u{2028}\u{85}\u{B}\u{C}\u{7F}b")
    }
}
