import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import TesseraOAuth
import Testing

@testable import IdentityServer

@Suite("Forms (RFC 6749 §3.2, Appendix B)")
struct FormTests {
    @Test(
        "percent-encodings and plus signs are read as what they are",
        arguments: [
            ("a=b", "b"), ("a=b+c", "b c"), ("a=b%20c", "b c"), ("a=b%2Bc", "b+c"), ("a=%E2%82%AC", "€"),
            ("a=b=c", "b=c"),
            ("%61=b", "b"), ("x=1&a=b&", "b"), ("a=%00", "\u{0}"),
        ]
    )
    func reading(body: String, value: String) throws {
        #expect(try FormBody(Array(body.utf8)).optional("a") == value)
    }

    @Test("a parameter without a value counts as left out (RFC 6749 §3.2)", arguments: ["", "a", "a=", "b=1", "&&"])
    func absent(body: String) throws {
        let form = try FormBody(Array(body.utf8))
        #expect(form.optional("a") == nil)
        #expect(throws: BodyError(field: "a", "a: is missing.")) { try form.required("a") }
    }

    @Test(
        "a parameter that stands twice is an error, in whatever spelling (RFC 6749 §3.2)",
        arguments: ["a=1&a=1", "a=1&a=2", "a=&a=1", "a&a", "a=1&%61=2", "z=1&a=3&z=2"]
    )
    func duplicates(body: String) {
        #expect(throws: BodyError("The body has a parameter more than once.")) { try FormBody(Array(body.utf8)) }
    }

    @Test(
        "what is no form is refused",
        arguments: ["a=%", "a=%4", "a=%zz", "a=%ff", "a=\u{0}", "a=b c", "a=b\r\n", "a=ä", "%C0%80=1", "a=%ED%A0%80"]
    )
    func malformed(body: String) {
        #expect(throws: BodyError.self) { try FormBody(Array(body.utf8)) }
    }

    @Test("the number of parameters is bounded")
    func bound() throws {
        let body = (0..<64).map { "p\($0)=1" }.joined(separator: "&")
        #expect(try FormBody(Array(body.utf8)).optional("p63") == "1")
        #expect(throws: BodyError.self) { try FormBody(Array((body + "&q=1").utf8)) }
    }

    @Test(
        "another content type is invalid_request",
        arguments: [
            "application/json", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencode",
        ]
    )
    func contentType(type: String) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let client = try await server.client(caller)
            for path in ["/oauth2/introspect", "/oauth2/revoke"] {
                var headers = client.basic
                headers[.contentType] = type
                try expectOAuthError(try await client.post(path, raw: "token=x", headers), .invalidRequest, .badRequest)
            }
        }
    }

    @Test("a content type with a parameter, in any case, is understood")
    func contentTypeParameters() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let client = try await server.client(caller)
            var headers = client.basic
            headers[.contentType] = "Application/X-WWW-Form-URLEncoded; charset=UTF-8"
            #expect(try await client.post("/oauth2/revoke", raw: "token=x", headers).status == .ok)
        }
    }

    @Test(
        "a request that is not as it should be is invalid_request",
        arguments: ["", "token=", "token=a&token=b", "token=a&x=1&x=2", "token=%", "token_type_hint=access_token"]
    )
    func invalidRequests(body: String) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let client = try await server.client(caller)
            for path in ["/oauth2/introspect", "/oauth2/revoke"] {
                try expectOAuthError(try await client.post(path, raw: body), .invalidRequest, .badRequest)
            }
        }
    }

    @Test(
        "what belongs into the body never stands in the URL (RFC 6749 §2.3.1)",
        arguments: [
            "token=x", "client_secret=x", "client_id=x", "a=b&%74oken=x",
        ]
    )
    func query(query: String) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let client = try await server.client(caller)
            try expectOAuthError(
                try await client.post("/oauth2/introspect?\(query)", [("token", "x")]),
                .invalidRequest,
                .badRequest
            )
        }
    }

    @Test("too large a body and another method are errors in the words of OAuth too")
    func transport() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let client = try await server.client(caller)
            let large = "token=" + String(repeating: "a", count: 70_000)
            try expectOAuthError(
                try await client.post("/oauth2/introspect", raw: large),
                .invalidRequest,
                .contentTooLarge
            )
            let answer = try await caller.get("/oauth2/introspect", client.basic)
            try expectOAuthError(answer, .invalidRequest, .methodNotAllowed)
            #expect(answer.headers[.allow] == "POST, OPTIONS")
        }
    }
}
