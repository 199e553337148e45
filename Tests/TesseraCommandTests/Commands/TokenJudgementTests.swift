import Foundation
import TesseraJOSE
import Testing

@testable import tessera

@Suite("Commands: a token's judgement")
struct TokenJudgementTests {
    private static let now: Int64 = 1_795_464_930
    private let key: SigningKey

    init() throws {
        key = try SigningKey.generate(.es256)
    }

    private func token(
        type: String? = "at+jwt",
        by signer: SigningKey? = nil,
        _ changes: [String: JSONValue?] = [:]
    ) throws -> String {
        var claims: JSONObject = [
            "iss": "https://id.example.com", "aud": "https://api.example.com", "exp": .integer(Self.now + 300),
            "iat": .integer(Self.now),
        ]
        for (name, value) in changes { claims[name] = value }
        return try (signer ?? key).sign(JSONValue.object(claims).serialized(), type: type)
    }

    private func judge(
        _ token: String,
        algorithms: Set<SignatureAlgorithm> = [.es256],
        leeway: Int64 = 0,
        now: Int64 = Self.now,
        demanding: Bool = true
    ) throws -> TokenJudgement {
        let publicKey = try #require(key.publicKey)
        return try TokenJudgement(
            token,
            TokenJudgement.Demands(
                keys: JSONWebKeySet([publicKey]),
                algorithms: algorithms,
                issuer: demanding ? "https://id.example.com" : nil,
                audience: demanding ? "https://api.example.com" : nil,
                type: demanding ? "at+jwt" : nil,
                leeway: leeway,
                now: now
            )
        )
    }

    @Test func `a good token is accepted with its claims`() throws {
        let judgement = try judge(token())
        #expect(judgement.isAccepted)
        #expect(judgement.claims?["iss"] == "https://id.example.com")
        #expect(judgement.lines.filter { $0.finding == .broken || $0.finding == .notReached }.isEmpty)
    }

    @Test func `what nobody asked for is not judged`() throws {
        let judgement = try judge(token(type: nil, ["iss": "other", "aud": nil]), demanding: false)
        #expect(judgement.isAccepted)
        #expect(
            judgement.lines.filter { $0.finding == .notAsked }.map(\.rule) == [
                "type", "issuer", "audience", "not_before",
            ]
        )
    }

    @Test func `each broken rule refuses by its name`() throws {
        let now = Self.now
        #expect(try judge(token(type: "JWT")).refusal?.rule == "type")
        #expect(try judge(token(type: nil)).refusal?.rule == "type")
        #expect(try judge(token(["iss": "https://evil.example.com"])).refusal?.rule == "issuer")
        #expect(try judge(token(["iss": nil])).refusal?.rule == "issuer")
        #expect(try judge(token(["aud": ["a", "b"]])).refusal?.rule == "audience")
        #expect(try judge(token(["exp": .integer(now)])).refusal?.rule == "expiry")
        #expect(try judge(token(["exp": nil])).refusal?.rule == "expiry")
        #expect(try judge(token(["nbf": .integer(now + 1)])).refusal?.rule == "not_before")
        #expect(try judge(token(["iat": .integer(now + 1)])).refusal?.rule == "issued_at")
        #expect(try judge(token(["exp": "soon"])).refusal?.rule == "claims")
    }

    @Test func `a token of another key is refused before anything it says is looked at`() throws {
        let judgement = try judge(token(by: SigningKey.generate(.es256)))
        #expect(judgement.refusal?.rule == "signature")
        #expect(judgement.claims == nil)
        #expect(judgement.lines.dropFirst().allSatisfy { $0.finding == .notReached })
    }

    @Test func `an algorithm that is not allowed is refused`() throws {
        #expect(try judge(token(), algorithms: [.eddsa]).refusal?.rule == "signature")
    }

    @Test func `clocks may differ by the leeway and no more`() throws {
        #expect(try judge(token(), leeway: 60, now: Self.now + 359).isAccepted)
        #expect(try judge(token(), leeway: 60, now: Self.now + 360).refusal?.rule == "expiry")
        #expect(try judge(token(), leeway: 60, now: Self.now - 60).isAccepted)
        #expect(try judge(token(), leeway: 60, now: Self.now - 61).refusal?.rule == "issued_at")
    }

    @Test func `times at the ends of what a number holds judge without a crash`() throws {
        #expect(try judge(token(["exp": .integer(.max)])).refusal?.rule == "claims")
        #expect(try judge(token(["iat": .integer(.min)])).refusal?.rule == "claims")
        #expect(try judge(token(), leeway: 600, now: .max).refusal?.rule == "expiry")
        #expect(try judge(token(), leeway: 600, now: .min).refusal?.rule == "issued_at")
        #expect(
            !TokenText.times(of: ["exp": .integer(.max), "iat": .integer(.min), "nbf": 1e300], now: Self.now).isEmpty
        )
    }

    @Test(arguments: ["  abc \n", "Bearer abc", "bearer   abc", "Authorization: Bearer abc"])
    func `what copying brings along is taken off a token`(text: String) throws {
        #expect(try TokenInput.clean(text) == "abc")
    }

    @Test func `a refresh token is told apart`() {
        let failure = #expect(throws: CommandFailure.self) { try TokenInput.clean("tsr_AAAA") }
        #expect(failure?.message.contains("refresh token") == true)
    }
}
