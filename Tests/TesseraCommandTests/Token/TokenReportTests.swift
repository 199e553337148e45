import Foundation
import TesseraJOSE
import TesseraVerifier
import Testing

@testable import tessera

@Suite("Commands: a token's report")
struct TokenReportTests {
    private static let now = WorkbenchIssuer.now
    private let issuer = WorkbenchIssuer.shared

    private static let demanding = TokenDemands(
        issuer: "https://id.example.com",
        audience: "https://api.example.com",
        clientID: "web",
        type: "at+jwt"
    )

    private func report(
        _ token: String,
        _ demands: TokenDemands = demanding,
        keys: JSONValue? = nil,
        algorithms: Set<SignatureAlgorithm> = [.es256],
        now: Int64 = Self.now
    ) async throws -> TokenReport {
        let judge = try issuer.judge(demands, keys: keys, algorithms: algorithms, now: now)
        return await TokenReport(Array(token.utf8), by: judge)
    }

    private func rules(_ report: TokenReport, _ finding: TokenReport.Finding) -> [VerificationRule] {
        report.lines.filter { $0.finding == finding }.map(\.rule)
    }

    @Test func `rules have the verifier's names and stand in its order`() {
        #expect(
            TokenReport.rules.map(\.rawValue) == [
                "too_large", "malformed", "algorithm", "unknown_key", "signature", "type", "missing_claim", "issuer",
                "audience", "client_id", "expired", "not_yet_valid", "binding", "status",
            ]
        )
    }

    @Test func `a good token is accepted with its claims`() async throws {
        let report = try await report(issuer.token())
        #expect(report.verdict.refusal == nil)
        #expect(report.claims?["iss"] == "https://id.example.com")
        #expect(rules(report, .broken) == [] && rules(report, .notReached) == [])
    }

    @Test func `what nobody asked for is not judged`() async throws {
        let token = issuer.token(WorkbenchIssuer.header(["typ": .none]), ["exp": .integer(Self.now + 1)])
        let report = try await report(token, TokenDemands())
        #expect(report.verdict.refusal == nil)
        #expect(rules(report, .notAsked) == [.type, .issuer, .audience, .clientID, .binding, .status])
    }

    @Test func `every broken rule is shown, and the first one refuses`() async throws {
        let token = issuer.token(claims: ["iss": "https://evil.example.com", "exp": .integer(Self.now)])
        let report = try await report(token)
        #expect(report.verdict.refusal?.rule == .issuer && report.claims == nil)
        #expect(rules(report, .broken) == [.issuer, .expired])
        #expect(rules(report, .notReached) == [.notYetValid])
        let detail = "The issuer is \"https://evil.example.com\"; \"https://id.example.com\" is required."
        #expect(report.verdict.refusal?.detail == detail)
    }

    @Test func `nothing is looked at behind a wrong signature`() async throws {
        let report = try await report(String(issuer.token().dropLast(4)) + "AAAA")
        #expect(report.verdict.refusal?.rule == .signature)
        #expect(rules(report, .kept) == [.tooLarge, .malformed, .algorithm, .unknownKey])
        #expect(rules(report, .notReached).first == .type && rules(report, .notReached).count == 9)
    }

    @Test func `the end is always demanded`() async throws {
        let report = try await report(issuer.token(claims: ["exp": .none]), TokenDemands())
        #expect(report.verdict.refusal?.rule == .missingClaim)
        #expect(report.verdict.refusal?.detail == "The claim exp is absent or empty.")
    }

    @Test func `claims and client are demanded by name`() async throws {
        let demands = TokenDemands(clientID: "native", requiredClaims: ["sid"])
        let report = try await report(issuer.token(), demands)
        #expect(rules(report, .broken) == [.missingClaim, .clientID])
    }

    @Test func `an access token is held to all of RFC 9068`() async throws {
        let demands = TokenDemands(isAccessToken: true)
        #expect(try await report(issuer.token(), demands).verdict.refusal == nil)
        #expect(try await report(issuer.token(header: ["typ": "JWT"]), demands).verdict.refusal?.rule == .type)
        #expect(try await report(issuer.token(claims: ["jti": .none]), demands).verdict.refusal?.rule == .missingClaim)
        #expect(try await report(issuer.token(claims: ["roles": "a"]), demands).verdict.refusal?.rule == .malformed)
        #expect(try await report(issuer.token(claims: ["cnf": [:]]), demands).verdict.refusal?.rule == .binding)
    }

    @Test func `clocks may differ by the leeway and no more`() async throws {
        var demands = Self.demanding
        demands.leeway = 60
        #expect(try await report(issuer.token(), demands, now: Self.now + 359).verdict.refusal == nil)
        #expect(try await report(issuer.token(), demands, now: Self.now + 360).verdict.refusal?.rule == .expired)
        #expect(try await report(issuer.token(), demands, now: Self.now - 60).verdict.refusal == nil)
        #expect(try await report(issuer.token(), demands, now: Self.now - 61).verdict.refusal?.rule == .notYetValid)
        for now in [Int64.min, .max] {
            #expect(try await report(issuer.token(), demands, now: now).verdict.refusal != nil)
        }
    }

    @Test func `a key that was handed over alone and has no id verifies whatever id a token names`() async throws {
        #expect(try await report(issuer.token(), keys: issuer.key(kid: nil)).verdict.refusal == nil)
        #expect(
            try await report(issuer.token(), keys: ["keys": [issuer.key(kid: nil)]]).verdict.refusal?.rule
                == .unknownKey
        )
        #expect(try await report(issuer.token(), keys: issuer.key(kid: "other")).verdict.refusal?.rule == .unknownKey)
    }

    @Test func `a key that was left out is named`() async throws {
        let report = try await report(issuer.token(), algorithms: [.eddsa])
        #expect(report.verdict.refusal?.rule == .algorithm)
        let keys: JSONValue = ["keys": [issuer.key.with("use", "enc")]]
        let detail = try await self.report(issuer.token(), keys: keys).verdict.refusal?.detail
        #expect(detail?.contains("A key was left out: \"key-1\"") == true)
    }

    @Test func `without a network nothing is known of a status, and the token is refused`() async throws {
        var demands = Self.demanding
        demands.status = "https://id.example.com"
        let none = try await report(issuer.token(), demands)
        #expect(none.verdict.refusal == nil && rules(none, .notAsked).contains(.status))
        func token(_ status: JSONValue) -> String { issuer.token(claims: ["status": status]) }
        let foreign = token(["status_list": ["idx": 1, "uri": "https://evil.example.com/lists/0"]])
        let report = try await report(foreign, demands)
        #expect(report.verdict.refusal?.rule == .status && rules(report, .broken) == [.status])
        #expect(try await self.report(token("x"), demands).verdict.refusal?.rule == .malformed)
        demands.issuer = "https://id.example.org"
        #expect(try await rules(self.report(foreign, demands), .notReached) == [.status])
    }

    @Test(arguments: ["  abc \n", "Bearer abc", "bearer   abc", "Authorization: Bearer abc", "abc\r\n"])
    func `what copying brings along is taken off a token`(text: String) throws {
        #expect(try TokenInput.clean(Array(text.utf8)) == Array("abc".utf8))
    }

    @Test func `a refresh token is told apart, and nothing is no token`() {
        let failure = #expect(throws: CommandFailure.self) { try TokenInput.clean(Array("tsr_AAAA".utf8)) }
        #expect(failure?.message.contains("refresh token") == true)
        #expect(throws: CommandFailure.self) { try TokenInput.clean(Array(" \n".utf8)) }
    }

    @Test func `times at the ends of what a number holds are told without a crash`() {
        let payload: JSONValue = ["exp": .integer(.max), "iat": .integer(.min), "nbf": 1e300, "auth_time": "x"]
        #expect(TokenTime.all(in: payload, now: Self.now).count == 4)
        #expect(TokenTime.all(in: payload, now: .min).count == 4)
    }
}

extension JSONValue {
    /// A copy of an object with a member changed.
    func with(_ name: String, _ value: JSONValue) -> JSONValue {
        var object = self.object ?? [:]
        object[name] = value
        return .object(object)
    }
}
