import WebValues

/// What the demo page is told beside its file: the APIs that take this server's access tokens.
///
/// They are the audience's values that are http or https URLs of another origin. Each becomes a
/// `<meta name="tessera-api">`, and its origin may be called by that page alone.
struct DemoPage: Sendable {
    /// The APIs' base URLs, as the audience has them.
    let bases: [String]
    /// Where they are, each once, for the page's `connect-src`.
    let origins: [WebOrigin]

    /// - Parameters:
    ///   - audience: for whom access tokens are meant; values that are no http URL have no address, and are left out.
    ///   - issuer: the server's own URL, which the page may call anyway.
    init(audience: [String], issuer: String) {
        let own = WebOrigin(url: issuer)
        var bases: [String] = []
        var origins: [WebOrigin] = []
        for base in audience {
            guard let origin = WebOrigin(url: base), origin != own else { continue }
            bases.append(base)
            if !origins.contains(origin) { origins.append(origin) }
        }
        self.bases = bases
        self.origins = origins
    }

    /// The page with its `meta` elements, and a tag that changes with them.
    func completed(_ page: EmbeddedAsset) -> EmbeddedAsset {
        guard !bases.isEmpty, let end = page.text.firstRange(of: "</head>") else { return page }
        let elements = bases.map { "<meta name=\"tessera-api\" content=\"\(Self.escaped($0))\">\n" }.joined()
        var text = page.text
        text.insert(contentsOf: elements, at: end.lowerBound)
        return EmbeddedAsset(name: page.name, tag: page.tag + "-" + Self.fingerprint(of: elements), text: text)
    }

    /// Text for an attribute in double quotes, byte by byte: a combining mark behind a quotation mark hides nothing.
    private static func escaped(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): result += Array("&amp;".utf8)
            case UInt8(ascii: "<"): result += Array("&lt;".utf8)
            case UInt8(ascii: ">"): result += Array("&gt;".utf8)
            case UInt8(ascii: "\""): result += Array("&quot;".utf8)
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// FNV-1a over 64 bits: tells versions of one operator's own text apart, and needs to withstand nobody.
    private static func fingerprint(of text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
