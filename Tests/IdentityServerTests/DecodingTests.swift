import Testing

@testable import IdentityServer

@Suite struct DecodingTests {
    private func error(_ text: String, _ members: [String] = ["user_name", "password"]) throws -> BodyError {
        try #require(throws: BodyError.self) {
            let body = try JSONBody(Array(text.utf8), members: members)
            _ = try body.string("password")
        }
    }

    @Test func `a wrong type is named with its member`() throws {
        #expect(try error(#"{"password":1}"#) == BodyError(field: "password", "password: expected a string."))
        #expect(try error(#"{"password":null}"#) == BodyError(field: "password", "password: expected a string."))
        #expect(try error(#"{}"#).field == "password")
    }

    @Test func `an unknown member is refused, and the nearest known one suggested`() throws {
        let misspelt = try error(#"{"passwrod":"secret"}"#)
        #expect(misspelt.field == "passwrod")
        #expect(misspelt.detail.contains("Did you mean password?"))
        #expect(!misspelt.detail.contains("secret"))
        #expect(try error(#"{"colour":1}"#).detail.contains("Known members: user_name, password."))
    }

    @Test func `an unknown name that is long or strange is not repeated`() throws {
        let name = String(repeating: "x", count: 41)
        #expect(try !error("{\"\(name)\":1}").detail.contains(name))
        #expect(try !error("{\"<script>\\u0000\":1}").detail.contains("script"))
    }

    @Test(arguments: [
        "", "null", "[]", "\"x\"", "1", "{", "{\"password\":\"a\",\"password\":\"b\"}", "\u{FEFF}{}", "{} {}",
        "{\"a\":}",
        "{\"password\":\"\\ud800\"}",
    ])
    func `what is no strict JSON object is refused`(text: String) throws {
        _ = try error(text)
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        #expect(throws: BodyError.self) { try LoginBody(Array("{\"password\":\"".utf8) + [0xff] + Array("\"}".utf8)) }
    }

    @Test func `a merge patch tells absent, null and a value apart`() throws {
        let body = try ProfileBody(Array(#"{"email":null,"display_name":"Ada"}"#.utf8))
        #expect(body.userName == .absent)
        #expect(body.email == .null)
        #expect(body.displayName == .value("Ada"))
    }

    @Test func `a list names the element that is wrong`() throws {
        let error = try #require(throws: BodyError.self) {
            try NamesBody(Array(#"{"roles":["a",1]}"#.utf8), member: "roles")
        }
        #expect(error == BodyError(field: "roles", "roles[1]: expected a string."))
    }

    @Test func `the transport is body or cookie`() throws {
        let text = #"{"identifier":"a","password":"b","transport":"pigeon"}"#
        let error = try #require(throws: BodyError.self) { try LoginBody(Array(text.utf8)) }
        #expect(error.field == "transport")
    }
}
