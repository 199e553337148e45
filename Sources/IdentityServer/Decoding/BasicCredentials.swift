#if canImport(TesseraJOSE)
import TesseraJOSE
import WebValues
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
        let text = value.dropFirst(scheme.count).drop { $0 == " " }.utf8
        guard text.count <= 4096, let bytes = Base64.decode(padded: Array(text)),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let id = PercentCoding.decodeForm(bytes[..<colon]),
            let secret = PercentCoding.decodeForm(bytes[bytes.index(after: colon)...])
        else { return nil }
        self.id = id
        self.secret = secret
    }
}
