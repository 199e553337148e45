import TesseraOAuth
import Testing

@Suite("BearerChallenge, RFC 6750 §3")
struct BearerChallengeTests {
    @Test func `the examples of RFC 6750 §3 come out as they stand there`() {
        #expect(BearerChallenge(realm: "example").headerValue == #"Bearer realm="example""#)
        let expired = BearerChallenge(
            realm: "example",
            error: .invalidToken,
            description: "The access token expired"
        )
        #expect(
            expired.headerValue
                == #"Bearer realm="example", error="invalid_token", error_description="The access token expired""#
        )
    }

    @Test func `the required scope is named`() throws {
        let challenge = BearerChallenge(error: .insufficientScope, scope: try Scope(parsing: "notes:write notes:read"))
        #expect(challenge.headerValue == #"Bearer error="insufficient_scope", scope="notes:write notes:read""#)
    }

    @Test func `how old the sign-in may be is named as RFC 9470 §3 has it, for both schemes, and kept in a realm`() {
        let bearer = BearerChallenge(error: .insufficientUserAuthentication, maxAge: 300).inRealm("api")
        #expect(
            bearer.headerValue == #"Bearer realm="api", error="insufficient_user_authentication", max_age="300""#
        )
        #expect(bearer.status == 401)
        let proof = DPoPChallenge(error: .insufficientUserAuthentication, maxAge: 0, algorithms: []).inRealm("api")
        #expect(proof.headerValue == #"DPoP realm="api", error="insufficient_user_authentication", max_age="0""#)
    }

    @Test func `at least one parameter follows the scheme`() {
        #expect(BearerChallenge().headerValue == #"Bearer realm="""#)
        #expect(BearerChallenge(scope: .empty).headerValue == #"Bearer realm="""#)
    }

    @Test func `a realm is escaped as a quoted-string`() {
        #expect(BearerChallenge(realm: #"a"b\c"#).headerValue == #"Bearer realm="a\"b\\c""#)
    }

    @Test(arguments: ["\r\nSet-Cookie: a=b", "a\u{0}b", "ä", "\u{7F}", "\"\u{301}"])
    func `no text can break out of its quotation or its line`(text: String) {
        let value = BearerChallenge(realm: text, error: .invalidToken, description: text).headerValue
        #expect(value.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        #expect(value.hasSuffix(#"""#))
        let description = value.split(separator: "error_description=").last.map(String.init) ?? ""
        #expect(description.utf8.filter { $0 == UInt8(ascii: "\"") }.count == 2)
    }

    @Test func `a description holds neither quotation mark nor backslash`() {
        let value = BearerChallenge(error: .invalidToken, description: #"say "no\""#).headerValue
        #expect(value == #"Bearer error="invalid_token", error_description="say 'no/'""#)
    }

    @Test(arguments: [
        (nil, 401), (OAuthErrorCode.invalidRequest, 400), (.invalidToken, 401), (.insufficientScope, 403),
    ])
    func `each error has the status of RFC 6750 §3.1`(error: OAuthErrorCode?, status: Int) {
        #expect(BearerChallenge(error: error).status == status)
    }

    @Test func `a challenge moves into a realm with all else kept`() throws {
        let scope = try Scope(parsing: "a")
        let challenge = BearerChallenge(error: .insufficientScope, description: "More.", scope: scope)
        #expect(
            challenge.inRealm("r")
                == BearerChallenge(realm: "r", error: .insufficientScope, description: "More.", scope: scope)
        )
    }
}
