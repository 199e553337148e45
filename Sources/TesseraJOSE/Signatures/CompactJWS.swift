/// Where the parts of a compact token stand (RFC 7515 §7.1).
///
/// Nothing is decoded.
struct CompactJWS {
    /// The first dot: the header stands before it.
    let headerEnd: Int
    /// The second dot: header, dot and payload, which are what is signed, stand before it.
    let contentEnd: Int

    /// Finds exactly two dots, with something before the first and behind the second.
    init(_ token: UnsafeBufferPointer<UInt8>) throws(JOSEError) {
        var dots = 0
        var first = 0
        var second = 0
        for index in 0..<token.count where unsafe token[index] == UInt8(ascii: ".") {
            switch dots {
            case 0: first = index
            case 1: second = index
            default: throw JOSEError(.malformed, "The token has more than three parts.")
            }
            dots += 1
        }
        guard dots == 2 else { throw JOSEError(.malformed, "The token doesn't have three parts.") }
        guard first > 0 else { throw JOSEError(.malformed, "The token's header is empty.") }
        guard second + 1 < token.count else { throw JOSEError(.malformed, "The token's signature is empty.") }
        headerEnd = first
        contentEnd = second
    }

    /// Decodes one part.
    static func decode(
        _ part: Slice<UnsafeBufferPointer<UInt8>>,
        _ name: StaticString
    ) throws(JOSEError) -> [UInt8] {
        guard let bytes = unsafe Base64URL.decode(UnsafeBufferPointer(rebasing: part)) else {
            throw JOSEError(.malformed, "The token's \(name) isn't canonical base64url.")
        }
        return bytes
    }
}
