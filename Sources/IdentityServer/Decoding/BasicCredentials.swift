#if canImport(TesseraJOSE)
import TesseraJOSE
#endif

/// What a client sends in `Authorization: Basic` (RFC 7617), each half encoded as in a form (RFC 6749 §2.3.1).
///
/// Pure, so that it can be fuzzed.
struct BasicCredentials: Sendable {
    /// The `client_id`.
    let id: String
    /// The `client_secret`.
    let secret: String

    /// Reads the value of the header; nil when the scheme is another one, or what follows it is no base64 of two halves.
    init?(header value: String) {
        let scheme = value.prefix { $0 != " " }
        guard scheme.lowercased() == "basic" else { return nil }
        guard let bytes = Self.base64(value.dropFirst(scheme.count).drop { $0 == " " }.utf8),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let id = FormText.decode(bytes[..<colon]),
            let secret = FormText.decode(bytes[bytes.index(after: colon)...])
        else { return nil }
        self.id = id
        self.secret = secret
    }

    /// Base64 of RFC 4648 §4 in its one spelling, padding included.
    private static func base64(_ text: Substring.UTF8View) -> [UInt8]? {
        guard text.count.isMultiple(of: 4), text.count <= 4096 else { return nil }
        var translated = Array(text)
        for _ in 0..<2 where translated.last == UInt8(ascii: "=") { translated.removeLast() }
        for index in translated.indices {
            switch translated[index] {
            case UInt8(ascii: "-"), UInt8(ascii: "_"): return nil
            case UInt8(ascii: "+"): translated[index] = UInt8(ascii: "-")
            case UInt8(ascii: "/"): translated[index] = UInt8(ascii: "_")
            default: break
            }
        }
        return Base64URL.decode(translated)
    }
}
