import HTTPTypes
import NIOCore

/// The answer to bytes that are no HTTP request: Hummingbird writes an empty one, this gives it our headers and a problem body.
struct BareAnswer: Sendable {
    private let headers: HTTPFields
    private let body: ByteBuffer

    /// An answer with these header fields (security headers and content type) and this problem document.
    init(headers: HTTPFields, body: [UInt8]) {
        var headers = headers
        headers[.contentLength] = String(body.count)
        headers[.connection] = "close"
        self.headers = headers
        self.body = ByteBuffer(bytes: body)
    }

    /// The answer to write in place of `head`; the status stays.
    func answer(to head: HTTPResponse) -> (head: HTTPResponse, body: ByteBuffer) {
        (HTTPResponse(status: head.status, headerFields: headers), body)
    }
}
