import HTTPTypes
import Hummingbird
import TesseraJOSE

/// What a client says about a note: a title and a text, read strictly.
struct NoteDraft: Sendable, Hashable {
    /// The largest request body, in bytes.
    static let maximumBodyBytes = 65_536
    /// The longest title, in bytes of UTF-8.
    static let maximumTitleBytes = 200
    /// The longest text, in bytes of UTF-8.
    static let maximumTextBytes = 10_000

    let title: String
    let text: String

    /// Reads the body of a request.
    /// - Throws: `HTTPError` with 415 when it isn't JSON, 413 when it's too large, 400 when it's no JSON object with
    ///   exactly `title` and `text`.
    init(of request: Request) async throws {
        let mediaType = request.headers[.contentType].flatMap(MediaType.init(from:))
        guard let mediaType, mediaType.isType(.applicationJson) else {
            throw HTTPError(.unsupportedMediaType, message: "The body must be application/json.")
        }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.maximumBodyBytes)
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            throw HTTPError(.contentTooLarge, message: "The body may have \(Self.maximumBodyBytes) bytes.")
        }
        let json: JSONValue
        do {
            json = try JSONValue(parsing: Array(body.readableBytesView))
        } catch {
            throw HTTPError(.badRequest, message: "The body is not valid JSON: \(error)")
        }
        try self.init(json)
    }

    /// Reads a JSON object.
    /// - Throws: `HTTPError` with 400, naming the member at fault.
    init(_ json: JSONValue) throws(HTTPError) {
        guard let members = json.object else {
            throw HTTPError(.badRequest, message: "The body must be a JSON object.")
        }
        guard members.names.allSatisfy(["title", "text"].contains) else {
            throw HTTPError(.badRequest, message: "A note has the members title and text and no others.")
        }
        title = try Self.member("title", of: members, maximumBytes: Self.maximumTitleBytes)
        text = try Self.member("text", of: members, maximumBytes: Self.maximumTextBytes)
        guard !title.isEmpty else { throw HTTPError(.badRequest, message: "title must not be empty.") }
    }

    private static func member(
        _ name: String,
        of members: JSONObject,
        maximumBytes: Int
    ) throws(HTTPError) -> String {
        guard let value = members[name]?.string else {
            throw HTTPError(.badRequest, message: "\(name) must be a string.")
        }
        guard value.utf8.count <= maximumBytes else {
            throw HTTPError(.badRequest, message: "\(name) may have \(maximumBytes) bytes of UTF-8.")
        }
        return value
    }
}
