import WebValues

/// An address from which keys and statuses may be fetched: https, or http on the loopback interface.
///
/// What came over plain HTTP from elsewhere could be anybody's.
struct IssuerAddress: Sendable, Hashable {
    /// The address as it was given.
    let text: String
    /// Whether the address is http on the loopback interface.
    let isLoopback: Bool

    /// Checks an address.
    /// - Parameter text: An absolute URL without user information and fragment.
    /// - Throws: `KeySetError` with `insecureAddress`.
    init(_ text: String) throws(KeySetError) {
        guard text.utf8.count <= 2048, !text.utf8.contains(UInt8(ascii: "#")), let url = HTTPURL(text) else {
            throw KeySetError(.insecureAddress, detail: "not an absolute URL")
        }
        let isPlain = url.origin.scheme == "http"
        // In lower case, since addresses under an issuer are compared byte by byte.
        guard text.hasPrefix(url.origin.scheme), !isPlain || url.origin.isLoopback else {
            throw KeySetError(.insecureAddress, detail: text)
        }
        self.text = text
        self.isLoopback = isPlain
    }

    /// Checks an address of which a token or the metadata speak: it must lie under the issuer, without a way out.
    /// - Parameters:
    ///   - text: An absolute URL without user information, query and fragment.
    ///   - issuer: The issuer.
    init?(_ text: String, under issuer: String) {
        let base = issuer.hasSuffix("/") ? Array(issuer.utf8) : Array(issuer.utf8) + [UInt8(ascii: "/")]
        guard text.utf8.starts(with: base), text.utf8.count > base.count, let address = try? IssuerAddress(text) else {
            return nil
        }
        let path = text.utf8.dropFirst(base.count)
        // A percent sign could spell the dots of a segment that climbs up (RFC 3986 §6.2.2.2).
        guard !path.contains(UInt8(ascii: "?")), !path.contains(UInt8(ascii: "%")) else { return nil }
        let segments = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let dot = UInt8(ascii: ".")
        guard !segments.contains(where: { $0.elementsEqual([dot]) || $0.elementsEqual([dot, dot]) }) else {
            return nil
        }
        self = address
    }
}
