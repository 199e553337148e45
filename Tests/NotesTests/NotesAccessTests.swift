import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import Testing

@testable import notes

@Suite("Who may do what with notes")
struct NotesAccessTests {
    static let body = #"{"title":"Stolen","text":"stolen"}"#

    @Test(arguments: [HTTPRequest.Method.get, .put, .delete])
    func `another's note gets the 404 of an absent one, byte for byte, and stays as it is`(
        method: HTTPRequest.Method
    ) async throws {
        let server = try NotesServer()
        let address = try await server.note(of: "ann")
        let body = method == .put ? Self.body : nil
        let foreign = try await server.send(method, address, as: "eve", roles: ["admin"], body: body)
        let absent = try await server.send(
            method,
            "/notes/00000000-0000-0000-0000-000000000000",
            as: "eve",
            roles: ["admin"],
            body: body
        )
        #expect(foreign.status == .notFound)
        #expect(absent.status == .notFound)
        #expect(foreign.text == absent.text)
        #expect(foreign.headers == absent.headers)
        #expect(try await server.send(.get, address, as: "ann").json?["title"] == "Title")
    }

    @Test func `a stranger learns nothing from an invalid body either`() async throws {
        let server = try NotesServer()
        let address = try await server.note(of: "ann")
        #expect(try await server.send(.put, address, as: "eve", body: "{").status == .notFound)
        #expect(try await server.send(.put, address, as: "ann", body: "{").status == .badRequest)
    }

    @Test(arguments: ["1", "..", "%2e%2e", "0", "statistic", "00000000-0000-0000-0000-00000000000g"])
    func `an identifier that can't be one is absent`(id: String) async throws {
        let server = try NotesServer()
        for (method, body) in [(HTTPRequest.Method.get, nil), (.put, Self.body), (.delete, nil)] as [(_, String?)] {
            #expect(try await server.send(method, "/notes/\(id)", as: "ann", body: body).status == .notFound)
        }
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, "/notes"), (.post, "/notes"), (.get, "/notes/1"), (.put, "/notes/1"),
        (.delete, "/notes/1"), (.get, "/notes/statistics"),
    ])
    func `every route needs a token`(method: HTTPRequest.Method, uri: String) async throws {
        let response = try await NotesServer().send(method, uri)
        #expect(response.status == .unauthorized)
        #expect(
            response.headers[.wwwAuthenticate] == #"Bearer realm="https://api.example.com", "#
                + #"DPoP realm="https://api.example.com", algs="ES256 EdDSA PS256 RS256""#
        )
        #expect(response.headers[.contentType] == "application/problem+json")
    }

    @Test func `reading needs notes:read`() async throws {
        let server = try NotesServer()
        let address = try await server.note(of: "ann")
        for uri in ["/notes", address] {
            let response = try await server.send(.get, uri, as: "ann", scope: "notes:write")
            #expect(response.status == .forbidden)
            #expect(response.headers[.wwwAuthenticate]?.contains(#"scope="notes:read""#) == true)
        }
    }

    @Test func `writing needs notes:write`() async throws {
        let server = try NotesServer()
        let address = try await server.note(of: "ann")
        for (method, uri) in [(HTTPRequest.Method.post, "/notes"), (.put, address), (.delete, address)] {
            let response = try await server.send(method, uri, as: "ann", scope: "notes:read", body: Self.body)
            #expect(response.status == .forbidden)
            #expect(response.headers[.wwwAuthenticate]?.contains(#"scope="notes:write""#) == true)
        }
        #expect(try await server.send(.get, address, as: "ann").json?["title"] == "Title")
    }

    @Test func `statistics need the role admin and tell numbers only`() async throws {
        let server = try NotesServer()
        _ = try await server.note(of: "ann")
        _ = try await server.note(of: "ann")
        _ = try await server.note(of: "bob")
        let refused = try await server.send(.get, "/notes/statistics", as: "ann")
        #expect(refused.status == .forbidden)
        #expect(refused.rule == "missing_role")
        let admitted = try await server.send(.get, "/notes/statistics", as: "root", scope: "openid", roles: ["admin"])
        #expect(admitted.json == ["notes": 3, "owners": 2])
    }
}
