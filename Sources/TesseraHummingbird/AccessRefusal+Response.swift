import HTTPTypes
public import Hummingbird
import TesseraJOSE
import TesseraOAuth

/// The answer that a refusal becomes when nobody else makes one: a problem of RFC 9457 with the challenges of RFC 6750 and
/// RFC 9449.
extension AccessRefusal: HTTPResponseError {
    /// Makes the answer: `application/problem+json`, never stored by a cache.
    /// - Parameters:
    ///   - request: The request.
    ///   - context: The request's context.
    /// - Returns: The answer.
    /// - Throws: Never.
    public func response(from request: Request, context: some RequestContext) throws -> Response {
        var headers: HTTPFields = [.contentType: "application/problem+json", .cacheControl: "no-store"]
        if let challengeText { headers[.wwwAuthenticate] = challengeText }
        if let nonce { headers[.dpopNonce] = nonce }
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        let body = ByteBuffer(bytes: problem.serialized())
        return Response(status: status, headers: headers, body: .init(byteBuffer: body))
    }

    /// The problem's members (RFC 9457 §3.1), with the rule's name as an extension.
    private var problem: JSONValue {
        [
            "type": "about:blank",
            "title": .string(status.reasonPhrase),
            "status": .integer(Int64(status.code)),
            "detail": .string(detail),
            "rule": .string(rule.name),
        ]
    }
}
