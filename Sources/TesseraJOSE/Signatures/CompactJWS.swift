/// Where the parts of a compact token stand (RFC 7515 §7.1).
///
/// Nothing is decoded.
struct CompactJWS {
    /// The first dot: the header stands before it.
    let headerEnd: Int
    /// The second dot: header, dot and payload, which are what is signed, stand before it.
    let contentEnd: Int

    /// Finds exactly two dots, with something before the first.
    init(_ token: UnsafeBufferPointer<UInt8>) throws(JOSEError) {
        let dot = UInt8(ascii: ".")
        guard let first = unsafe Bytes.position(of: dot, in: token),
            let second = unsafe Bytes.position(of: dot, in: token, from: first + 1)
        else { throw JOSEError(.malformed, "The token doesn't have three parts.") }
        guard unsafe Bytes.position(of: dot, in: token, from: second + 1) == nil else {
            throw JOSEError(.malformed, "The token has more than three parts.")
        }
        guard first > 0 else { throw JOSEError(.malformed, "The token's header is empty.") }
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
