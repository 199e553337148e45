import NIOHTTP1

/// Why the bytes of a request are refused before they are one.
struct RequestRefusal: Error, Sendable {
    let problem: Problem

    init(_ code: ProblemCode, _ detail: String) {
        problem = Problem(code, detail)
    }

    /// Checks what the decoder lets pass and RFC 9112 does not: how the body is framed (§6.1, §6.3), and whom the request is for (§3.2).
    ///
    /// A server and a proxy before it that read such a request in two ways are what request smuggling lives on.
    static func of(_ head: HTTPRequestHead) -> RequestRefusal? {
        framing(head) ?? host(head)
    }

    private static func framing(_ head: HTTPRequestHead) -> RequestRefusal? {
        let lengths = head.headers["Content-Length"]
        guard Set(lengths).count <= 1, lengths.allSatisfy({ $0.utf8.allSatisfy(isDigit) && !$0.isEmpty }) else {
            return RequestRefusal(.malformedRequest, "Send one Content-Length, with digits only.")
        }
        guard head.headers.contains(name: "Transfer-Encoding") else { return nil }
        guard head.version != .http1_0 else {
            return RequestRefusal(
                .malformedRequest,
                "HTTP/1.0 has no Transfer-Encoding. Send Content-Length, or use HTTP/1.1."
            )
        }
        guard lengths.isEmpty else {
            return RequestRefusal(.malformedRequest, "Send Content-Length or Transfer-Encoding, not both.")
        }
        let codings = head.headers[canonicalForm: "Transfer-Encoding"].map { $0.lowercased() }
        if codings == ["chunked"] { return nil }
        guard codings.last == "chunked", codings.count(where: { $0 == "chunked" }) == 1 else {
            return RequestRefusal(.malformedRequest, "Use chunked once in Transfer-Encoding, as the last coding.")
        }
        return RequestRefusal(.unknownTransferCoding, "Send the body chunked and without a further coding.")
    }

    private static func host(_ head: HTTPRequestHead) -> RequestRefusal? {
        let hosts = head.headers["Host"]
        guard hosts.count == 1 || hosts.isEmpty && head.version == .http1_0 else {
            return RequestRefusal(
                .malformedRequest,
                "Send one Host field, with the host and port that the request is for."
            )
        }
        guard hosts.allSatisfy(isHost) else {
            return RequestRefusal(.malformedRequest, "The Host field is not a host with an optional port.")
        }
        return nil
    }

    /// Whether it is a host and perhaps a port (RFC 3986 §3.2.2, §3.2.3).
    private static func isHost(_ text: String) -> Bool {
        var (host, port) = (Substring(text), Substring())
        if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") {
            (host, port) = (text[..<colon], text[text.index(after: colon)...])
        }
        guard !host.isEmpty, port.utf8.allSatisfy(isDigit) else { return false }
        if host.hasPrefix("[") {
            return host.hasSuffix("]")
                && host.utf8.dropFirst().dropLast().allSatisfy { isNamed($0) || $0 == UInt8(ascii: ":") }
        }
        return host.utf8.allSatisfy(isNamed)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isNamed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case let digit where isDigit(digit): true
        default: "-._~%!$&'()*+,;=".utf8.contains(byte)
        }
    }
}
