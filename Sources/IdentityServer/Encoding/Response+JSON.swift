import HTTPTypes
import Hummingbird
import TesseraJOSE

extension Response {
    /// An answer with a JSON body.
    ///
    /// Nobody stores it unless `headers` says otherwise.
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        return Response(
            status: status,
            headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: value.serialized()))
        )
    }

    /// An answer without a body.
    static var noContent: Response { bodiless(.noContent, [:]) }

    /// An answer that never has a body, and so no length either (RFC 9110 §8.6).
    static func bodiless(_ status: HTTPResponse.Status, _ headers: HTTPFields) -> Response {
        var response = Response(status: status, headers: headers)
        response.headers[.contentLength] = nil
        return response
    }
}
