import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TesseraJOSE
import TesseraTesting
import Testing

@testable import notes

@Suite("Deleting all notes")
struct DeleteAllNotesTests {
    @Test func `all notes of one's own go at once, and nobody else's`() async throws {
        let server = try NotesServer()
        for title in ["1", "2", "3"] { _ = try await server.note(of: "ann", title: title) }
        _ = try await server.note(of: "bob", title: "4")
        #expect(try await server.send(.delete, "/notes", as: "ann").status == .noContent)
        #expect(try await server.send(.get, "/notes", as: "ann").titles == [])
        #expect(try await server.send(.get, "/notes", as: "bob").titles == ["4"])
        #expect(try await server.send(.delete, "/notes", as: "ann").status == .noContent, "nothing is left to fail on")
        _ = try await server.note(of: "ann", title: "5")
        #expect(try await server.send(.get, "/notes", as: "ann").titles == ["5"])
    }

    @Test(arguments: [301, 86_400, nil] as [Int64?])
    func `a sign-in that is more than five minutes ago deletes nothing, and is told what would do`(
        age: Int64?
    ) async throws {
        let server = try NotesServer()
        _ = try await server.note(of: "ann", title: "1")
        let refused = try await server.send(.delete, "/notes", as: "ann", signedInBefore: age)
        #expect(refused.status == .unauthorized)
        #expect(refused.rule == "authentication_too_old")
        let challenge = try #require(refused.headers[.wwwAuthenticate])
        #expect(
            challenge.contains(#"error="insufficient_user_authentication""#) && challenge.contains(#"max_age="300""#)
        )
        #expect(try await server.send(.get, "/notes", as: "ann", signedInBefore: age).titles == ["1"])
    }

    @Test func `whoever may not write is told that first: no new sign-in would help`() async throws {
        let server = try NotesServer()
        let refused = try await server.send(.delete, "/notes", as: "ann", scope: "notes:read", signedInBefore: 86_400)
        #expect(refused.status == .forbidden && refused.rule == "insufficient_scope")
        #expect(try await server.send(.delete, "/notes").status == .unauthorized)
    }

    @Test func `a page of another origin can read the challenge`() async throws {
        let server = try NotesServer(allowedOrigins: ["https://app.example.com"])
        let token = try server.issuer.token(subject: "ann", scope: "notes:write", authenticatedAt: 0)
        let refused = try await server.send(
            .delete,
            "/notes",
            headers: [.authorization: "Bearer \(token)", .origin: "https://app.example.com"]
        )
        #expect(refused.status == .unauthorized)
        #expect(refused.headers[.accessControlExposeHeaders]?.contains("WWW-Authenticate") == true)
    }
}
