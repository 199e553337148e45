import HTTPTypes
import Hummingbird
import Logging

/// The outermost middleware: gives the request its id and the client its address, and every answer the id and the security headers.
struct RequestFrame: RouterMiddleware {
    let clientAddress: ClientAddress
    let securityHeaders: SecurityHeaders

    func handle(
        _ request: Request,
        context: ServerContext,
        next: @concurrent (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let peer = context.peerAddress
        context.clientAddress = clientAddress.resolve(peer: peer, headers: request.headers)
        let given = request.headers[.requestID].flatMap { Self.isPlain($0) && clientAddress.isTrusted(peer) ? $0 : nil }
        context.identify(as: given)
        var response = try await next(request, context)
        securityHeaders.add(to: &response.headers)
        response.headers[.requestID] = context.requestID
        return response
    }

    /// Whether a proxy's request id can stand in a log and a header.
    private static func isPlain(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}
