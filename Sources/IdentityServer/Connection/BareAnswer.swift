import HTTPTypes
import NIOCore

/// The answer to bytes that are no HTTP request: Hummingbird writes an empty one, this gives it our headers and a problem body.
struct BareAnswer: Sendable {
    private let headers: HTTPFields
    private let document: @Sendable (Problem) -> [UInt8]
    private let log: @Sendable (Problem) -> Void

    /// - Parameters:
    ///   - headers: security headers and content type.
    ///   - document: makes the body.
    ///   - log: writes that such bytes came, since no request's own line does.
    init(
        headers: HTTPFields,
        document: @escaping @Sendable (Problem) -> [UInt8],
        log: @escaping @Sendable (Problem) -> Void
    ) {
        var headers = headers
        headers[.connection] = "close"
        self.headers = headers
        self.document = document
        self.log = log
    }

    /// The answer that names `refusal`, or that the bytes are no request when nothing more is known.
    func answer(to refusal: Problem?) -> (head: HTTPResponse, body: ByteBuffer) {
        let problem = refusal ?? Problem(.malformedRequest, "Send a request as defined by RFC 9112.")
        log(problem)
        let body = ByteBuffer(bytes: document(problem))
        var headers = headers
        headers[.contentLength] = String(body.readableBytes)
        return (HTTPResponse(status: problem.status, headerFields: headers), body)
    }
}
