import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import TesseraTesting

@testable import notes

/// The notes API with an issuer of its own, reached through the router.
struct NotesServer {
    let issuer: TestIssuer
    let application: Application<RouterResponder<NotesAPI.Context>>

    init(allowedOrigins: [String] = [], store: NoteStore = NoteStore()) throws {
        issuer = try TestIssuer()
        let api = NotesAPI(
            verifier: try issuer.verifier(),
            allowedOrigins: AllowedOrigins(allowedOrigins),
            store: store,
            now: issuer.clock.now
        )
        application = Application(router: api.router())
    }

    func send(
        _ method: HTTPRequest.Method,
        _ uri: String,
        headers: HTTPFields = [:],
        body: String? = nil
    ) async throws -> TestResponse {
        try await application.test(.router) { client in
            try await client.execute(uri: uri, method: method, headers: headers, body: body.map(ByteBuffer.init))
        }
    }

    /// A request of an account with every scope, unless said otherwise.
    func send(
        _ method: HTTPRequest.Method,
        _ uri: String,
        as subject: String,
        scope: String = "notes:read notes:write",
        roles: [String] = [],
        signedInBefore seconds: Int64? = 0,
        body: String? = nil
    ) async throws -> TestResponse {
        let token = try issuer.token(
            subject: subject,
            scope: scope,
            roles: roles,
            authenticatedAt: seconds.map { issuer.clock.seconds - $0 }
        )
        var headers: HTTPFields = [.authorization: "Bearer \(token)"]
        if body != nil { headers[.contentType] = "application/json" }
        return try await send(method, uri, headers: headers, body: body)
    }

    /// Makes a note and gives its address.
    func note(of subject: String, title: String = "Title", text: String = "Text") async throws -> String {
        let body = JSONValue.object(["title": .string(title), "text": .string(text)]).serialized()
        let made = try await send(.post, "/notes", as: subject, body: String(decoding: body, as: UTF8.self))
        return made.headers[.location] ?? "no location: \(made.status)"
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }
    var json: JSONValue? { try? JSONValue(parsing: Array(body.readableBytesView)) }
    var rule: String? { json?["rule"]?.string }
    /// The members' `title` of a list of notes.
    var titles: [String]? { json?["notes"]?.array?.compactMap { $0["title"]?.string } }
}
