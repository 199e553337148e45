import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Synchronization
import TesseraJOSE
import Testing

@testable import notes

@Suite("Notes of one's own")
struct OwnNotesTests {
    @Test func `a note is made, read, replaced, listed and deleted by its owner`() async throws {
        let server = try NotesServer()
        let made = try await server.send(.post, "/notes", as: "ann", body: #"{"title":"A","text":"a"}"#)
        #expect(made.status == .created)
        let address = try #require(made.headers[.location])
        #expect(address == "/notes/\(made.json?["id"]?.string ?? "")")

        let read = try await server.send(.get, address, as: "ann")
        #expect(read.status == .ok)
        #expect(read.json == made.json)
        #expect(read.json?["title"] == "A")
        #expect(read.json?["text"] == "a")

        let replaced = try await server.send(.put, address, as: "ann", body: #"{"title":"B","text":""}"#)
        #expect(replaced.status == .ok)
        #expect(replaced.json?["title"] == "B")
        #expect(replaced.json?["created_at"] == made.json?["created_at"])
        #expect(try await server.send(.get, "/notes", as: "ann").titles == ["B"])

        let deleted = try await server.send(.delete, address, as: "ann")
        #expect(deleted.status == .noContent)
        #expect(deleted.text.isEmpty)
        for method in [HTTPRequest.Method.get, .delete] {
            #expect(try await server.send(method, address, as: "ann").status == .notFound)
        }
        #expect(try await server.send(.get, "/notes", as: "ann").titles == [])
    }

    @Test func `the list is one's own, newest first`() async throws {
        let server = try NotesServer()
        for title in ["1", "2", "3"] { _ = try await server.note(of: "ann", title: title) }
        _ = try await server.note(of: "bob", title: "4")
        #expect(try await server.send(.get, "/notes", as: "ann").titles == ["3", "2", "1"])
        #expect(try await server.send(.get, "/notes", as: "bob").titles == ["4"])
        #expect(try await server.send(.get, "/notes", as: "eve").titles == [])
    }

    @Test func `replacing changes the time of the update and nothing else of the note's history`() async throws {
        let time = Mutex(Date(timeIntervalSince1970: 0))
        let server = try NotesServer(store: NoteStore(now: { time.withLock { $0 } }))
        let address = try await server.note(of: "ann")
        time.withLock { $0 += 3600 }
        let note = try await server.send(.put, address, as: "ann", body: #"{"title":"B","text":"b"}"#)
        #expect(note.json?["created_at"] == "1970-01-01T00:00:00Z")
        #expect(note.json?["updated_at"] == "1970-01-01T01:00:00Z")
    }

    @Test func `an account has a limited number of notes, and deleting makes room`() async throws {
        let server = try NotesServer(store: NoteStore(maximumNotesPerOwner: 2))
        let address = try await server.note(of: "ann")
        _ = try await server.note(of: "ann")
        let third = try await server.send(.post, "/notes", as: "ann", body: #"{"title":"A","text":"a"}"#)
        #expect(third.status == .conflict)
        #expect(try await server.note(of: "bob").hasPrefix("/notes/"))
        _ = try await server.send(.delete, address, as: "ann")
        #expect(try await server.note(of: "ann").hasPrefix("/notes/"))
    }

    @Test func `the whole server has a limited number of notes`() async throws {
        let server = try NotesServer(store: NoteStore(maximumNotes: 1))
        _ = try await server.note(of: "ann")
        let second = try await server.send(.post, "/notes", as: "bob", body: #"{"title":"A","text":"a"}"#)
        #expect(second.status.code == 507)
    }
}
