import HTTPTypes
import Hummingbird
import NIOCore

/// A body that was prepared once, with its entity tag: answers whole, or 304 when the client has it (RFC 9110 §13.1.2).
struct PreparedAnswer: Sendable {
    private let headers: HTTPFields
    private let body: ByteBuffer
    private let tag: String

    /// - Parameters:
    ///   - body: the bytes.
    ///   - tag: names this version of them; quoted here.
    ///   - headers: content type and caching.
    init(body: [UInt8], tag: String, headers: HTTPFields) {
        self.body = ByteBuffer(bytes: body)
        self.tag = "\"\(tag)\""
        var headers = headers
        headers[.eTag] = self.tag
        self.headers = headers
    }

    /// The answer to `request`.
    func answer(to request: Request) -> Response {
        for list in request.headers[values: .ifNoneMatch] {
            // Weak comparison: W/ does not matter for GET (RFC 9110 §8.8.3.2).
            let matches = list.split(separator: ",").contains { part in
                let candidate = part.trimmed
                return candidate == "*" || candidate == tag || candidate == "W/" + tag
            }
            if matches { return .bodiless(.notModified, headers) }
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: body))
    }
}
