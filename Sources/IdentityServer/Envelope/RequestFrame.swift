import HTTPTypes
import Hummingbird
import Logging

/// The outermost layer: gives the request its id and the client its address, and every answer the id and the security headers.
struct RequestFrame: Sendable {
    let clientAddress: ClientAddress
    let securityHeaders: SecurityHeaders

    /// Names the request and its client.
    func open(_ context: inout ServerContext, _ request: Request) {
        let peer = context.peerAddress
        context.clientAddress = clientAddress.resolve(peer: peer, headers: request.headers)
        if let given = request.headers[.requestID], Self.isPlain(given), clientAddress.isTrusted(peer) {
            context.identify(as: given)
        }
    }

    /// Adds what every answer has.
    func close(_ headers: inout HTTPFields, _ context: ServerContext) {
        securityHeaders.add(to: &headers)
        headers[.requestID] = context.requestID
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
