import TesseraOAuth
import Testing

@Suite("TokenAnswer and ErrorAnswer, RFC 6749 §5")
struct TokenAnswerTests {
    let scope: Scope
    let answer: TokenAnswer

    init() throws {
        scope = try Scope(parsing: "notes:read")
        answer = TokenAnswer(
            accessToken: "access-secret",
            expiresIn: 300,
            refreshToken: "refresh-secret",
            scope: scope,
            sessionID: "s1",
            generation: 7,
            refreshExpiresIn: 2_592_000
        )
    }

    @Test func `the members have the names of RFC 6749 §5.1`() {
        #expect(
            answer.members == [
                AnswerMember("access_token", .string("access-secret")),
                AnswerMember("token_type", .string("Bearer")),
                AnswerMember("expires_in", .integer(300)),
                AnswerMember("refresh_token", .string("refresh-secret")),
                AnswerMember("refresh_expires_in", .integer(2_592_000)),
                AnswerMember("scope", .string("notes:read")),
                AnswerMember("session_id", .string("s1")),
                AnswerMember("generation", .integer(7)),
            ]
        )
    }

    @Test func `a refresh token that travels in a cookie is not in the body`() {
        let answer = TokenAnswer(
            accessToken: "a",
            expiresIn: 300,
            refreshToken: nil,
            scope: .empty,
            sessionID: "s1",
            generation: 0,
            refreshExpiresIn: 60
        )
        #expect(!answer.members.map(\.name).contains("refresh_token"))
        #expect(!answer.members.map(\.name).contains("scope"))
    }

    @Test func `no description, debug description or dump shows a token`() {
        var dumped = ""
        dump(answer, to: &dumped)
        for text in ["\(answer)", String(reflecting: answer), dumped, "\(Optional(answer) as Any)"] {
            #expect(text.contains("s1"))
            #expect(!text.contains("secret"))
        }
    }

    @Test func `an error answer has the members of RFC 6749 §5.2`() {
        #expect(ErrorAnswer(error: .invalidGrant).members == [AnswerMember("error", .string("invalid_grant"))])
        #expect(
            ErrorAnswer(error: .invalidScope, description: "no \"x\"\n").members == [
                AnswerMember("error", .string("invalid_scope")),
                AnswerMember("error_description", .string("no 'x'?")),
            ]
        )
    }

    @Test func `every code is spelled as its RFC spells it`() {
        let spelled = Set(OAuthErrorCode.allCases.map(\.rawValue))
        let expected: Set = [
            "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type",
            "invalid_scope", "access_denied", "unsupported_response_type", "server_error", "temporarily_unavailable",
            "unsupported_token_type", "invalid_token", "insufficient_scope", "insufficient_user_authentication",
            "invalid_dpop_proof", "use_dpop_nonce",
        ]
        #expect(spelled == expected)
    }
}
