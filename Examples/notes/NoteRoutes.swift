import Foundation
import HTTPTypes
import Hummingbird
import TesseraHummingbird
import TesseraJOSE
import TesseraVerifier

/// What each route does.
///
/// Whose note it is decides `requireOwner`: another's note is as absent as one that never was.
struct NoteRoutes: Sendable {
    private static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")

    let store: NoteStore

    @Sendable func list(_ request: Request, _ context: NotesAPI.Context) throws -> Response {
        let owner = try context.requireAccessToken().subject
        return .json(["notes": .array(store.notes(of: owner).map(\.json))])
    }

    @Sendable func show(_ request: Request, _ context: NotesAPI.Context) throws -> Response {
        .json(try ownNote(context).json)
    }

    @Sendable func create(_ request: Request, _ context: NotesAPI.Context) async throws -> Response {
        let owner = try context.requireAccessToken().subject
        let draft = try await NoteDraft(of: request)
        switch store.add(draft, owner: owner) {
        case .added(let note): return .json(note.json, status: .created, headers: [.location: "/notes/\(note.path)"])
        case .ownerHasTooMany: throw HTTPError(.conflict, message: "Your account has reached its limit of notes.")
        case .full: throw HTTPError(Self.insufficientStorage, message: "This server has reached its limit of notes.")
        }
    }

    @Sendable func replace(_ request: Request, _ context: NotesAPI.Context) async throws -> Response {
        // Ownership first: a stranger learns nothing, not even whether the body would do.
        let note = try ownNote(context)
        let draft = try await NoteDraft(of: request)
        return .json(try context.requireOwner(of: store.replace(note.id, with: draft), \.owner).json)
    }

    @Sendable func delete(_ request: Request, _ context: NotesAPI.Context) throws -> Response {
        store.delete(try ownNote(context).id)
        return Response(status: .noContent)
    }

    @Sendable func deleteAll(_ request: Request, _ context: NotesAPI.Context) throws -> Response {
        store.deleteAll(of: try context.requireAccessToken().subject)
        return Response(status: .noContent)
    }

    @Sendable func statistics(_ request: Request, _ context: NotesAPI.Context) -> Response {
        let (notes, owners) = store.counts()
        return .json(["notes": .integer(Int64(notes)), "owners": .integer(Int64(owners))])
    }

    private func ownNote(_ context: NotesAPI.Context) throws -> Note {
        let id = context.parameters.get("id").flatMap(UUID.init(uuidString:))
        return try context.requireOwner(of: id.flatMap(store.note), \.owner)
    }
}

extension Response {
    /// An answer with a JSON body.
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        return Response(
            status: status,
            headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: value.serialized()))
        )
    }
}
