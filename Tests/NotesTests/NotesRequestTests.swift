import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import TesseraTesting
import Testing

@testable import notes

@Suite("Requests and answers of the notes API")
struct NotesRequestTests {
    // MARK: Bodies

    @Test(arguments: [
        "", "{", "[]", "1", "null", "{}", #"{"title":"A"}"#, #"{"text":"a"}"#, #"{"title":1,"text":"a"}"#,
        #"{"title":"","text":"a"}"#, #"{"title":"A","text":null}"#, #"{"title":"A","text":"a","owner":"eve"}"#,
        #"{"title":"A","title":"B","text":"a"}"#, #"{"title":"A","text":"a"} x"#,
        "\u{FEFF}{\"title\":\"A\",\"text\":\"a\"}",
        #"{"title":"\ud800","text":"a"}"#, #"{'title':'A','text':'a'}"#, #"{"title":"A","text":"a",}"#,
    ])
    func `a body that isn't exactly title and text in strict JSON gets 400`(body: String) async throws {
        let server = try NotesServer()
        let response = try await server.send(.post, "/notes", as: "ann", body: body)
        #expect(response.status == .badRequest)
        #expect(response.headers[.contentType] == "application/problem+json")
        #expect(response.json?["detail"]?.string?.isEmpty == false)
        #expect(try await server.send(.get, "/notes", as: "ann").titles == [])
    }

    @Test func `title and text are bounded in bytes`() async throws {
        let server = try NotesServer()
        let post = { (title: String, text: String) in
            let body = JSONValue.object(["title": .string(title), "text": .string(text)]).serialized()
            return try await server.send(.post, "/notes", as: "ann", body: String(decoding: body, as: UTF8.self)).status
        }
        #expect(try await post(String(repeating: "é", count: 100), String(repeating: "a", count: 10_000)) == .created)
        #expect(try await post(String(repeating: "é", count: 101), "a") == .badRequest)
        #expect(try await post("A", String(repeating: "a", count: 10_001)) == .badRequest)
    }

    @Test func `a body over 64 KiB gets 413`() async throws {
        let body = #"{"title":"A","text":"\#(String(repeating: "a", count: 65_536))"}"#
        let response = try await NotesServer().send(.post, "/notes", as: "ann", body: body)
        #expect(response.status == .contentTooLarge)
        #expect(response.headers[.contentType] == "application/problem+json")
    }

    @Test(arguments: [
        nil, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a", "json",
    ])
    func `a body that isn't declared as JSON gets 415`(contentType: String?) async throws {
        let server = try NotesServer()
        var headers: HTTPFields = [
            .authorization: "Bearer \(try server.issuer.token(scope: "notes:write"))"
        ]
        headers[.contentType] = contentType
        let body = #"{"title":"A","text":"a"}"#
        #expect(try await server.send(.post, "/notes", headers: headers, body: body).status == .unsupportedMediaType)
        headers[.contentType] = "application/json; charset=utf-8"
        #expect(try await server.send(.post, "/notes", headers: headers, body: body).status == .created)
    }

    // MARK: Every answer

    @Test func `every answer has the security headers, be it a note, a refusal or a missing route`() async throws {
        let server = try NotesServer()
        let referrerPolicy = try #require(HTTPField.Name("Referrer-Policy"))
        let answers = [
            try await server.send(.get, "/notes", as: "ann"),
            try await server.send(.get, "/notes"),
            try await server.send(.post, "/notes", as: "ann", body: "{"),
            try await server.send(.get, "/nothing"),
        ]
        #expect(answers.map(\.status) == [.ok, .unauthorized, .badRequest, .notFound])
        for answer in answers {
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(answer.headers[.contentSecurityPolicy] == "default-src 'none'; frame-ancestors 'none'")
            #expect(answer.headers[referrerPolicy] == "no-referrer")
        }
    }

    @Test func `a missing route is a problem too`() async throws {
        let response = try await NotesServer().send(.get, "/nothing")
        #expect(response.headers[.contentType] == "application/problem+json")
        #expect(response.json?["status"] == 404)
        #expect(response.rule == "not_found")
    }

    // MARK: Other origins

    static let page = "https://app.example.com"

    private func preflight(_ origin: String) async throws -> TestResponse {
        try await NotesServer(allowedOrigins: [Self.page]).send(
            .options,
            "/notes",
            headers: [.origin: origin, .accessControlRequestMethod: "PUT"]
        )
    }

    @Test func `a listed origin's preflight passes without a token`() async throws {
        let response = try await preflight(Self.page)
        #expect(response.status == .noContent)
        #expect(response.headers[.accessControlAllowOrigin] == Self.page)
        #expect(response.headers[.accessControlAllowMethods] == "GET, POST, PUT, DELETE")
        #expect(response.headers[.accessControlAllowHeaders] == "Authorization, Content-Type, DPoP")
        #expect(response.headers[.accessControlAllowCredentials] == nil)
    }

    @Test(arguments: [
        "https://evil.example.com", "https://app.example.com.evil.com", "http://app.example.com", "null", "*",
        "https://app.example.com:8443", "https://app.example.com/",
    ])
    func `another origin gets no CORS header`(origin: String) async throws {
        let response = try await preflight(origin)
        #expect(response.headers[.accessControlAllowOrigin] == nil)
        #expect(response.headers[.accessControlAllowMethods] == nil)
        #expect(response.headers[.vary] == "Origin")
    }

    @Test func `a listed origin's page can read answers and refusals`() async throws {
        let server = try NotesServer(allowedOrigins: [Self.page])
        for authorization in ["Bearer \(try server.issuer.token(scope: "notes:read"))", "Bearer abc"] {
            let response = try await server.send(
                .get,
                "/notes",
                headers: [.origin: Self.page, .authorization: authorization]
            )
            #expect(response.headers[.accessControlAllowOrigin] == Self.page)
            #expect(response.headers[.accessControlExposeHeaders]?.contains("WWW-Authenticate") == true)
            #expect(response.headers[.vary] == "Origin")
        }
    }
}
