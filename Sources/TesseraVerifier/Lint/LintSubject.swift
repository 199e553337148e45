import TesseraJOSE

/// A token as the rules look at it: taken apart once, for all of them.
struct LintSubject: Sendable {
    let bytes: [UInt8]
    let now: Int64
    let inspection: TokenInspection
    /// The claims; `nil` when the payload is unreadable, encrypted or another token.
    let claims: JSONObject?
    let keys: LintKeySet?
    let kind: TokenLint.Kind
    /// Whether the payload is another token (RFC 7519 §5.2).
    let isNested: Bool

    init(_ bytes: [UInt8], now: Int64, keys: JSONValue?) {
        let inspection = TokenInspection(bytes)
        isNested = Self.isNested(inspection)
        let claims = isNested ? nil : inspection.payload?.object
        kind = Self.kind(inspection.header, claims)
        self.bytes = bytes
        self.now = now
        self.inspection = inspection
        self.claims = claims
        self.keys = keys.map(LintKeySet.init)
    }

    var byteCount: Int { bytes.count }
    var header: JSONObject? { inspection.header }
    var signature: [UInt8]? { inspection.signature }
    var isEncrypted: Bool { inspection.form == .encrypted }
    var isSigned: Bool { !isEncrypted }
    var algorithm: String? { header?["alg"]?.string }
    var knownAlgorithm: SignatureAlgorithm? { algorithm.flatMap(SignatureAlgorithm.init(named:)) }
    /// Whether `alg` is `none`, in whatever case.
    var isUnsecured: Bool { isSigned && algorithm.map { Self.lowercased($0) == "none" } ?? false }
    var keyID: String? { header?["kid"]?.string }
    /// `typ` as a media type: in lower case, without `application/` (RFC 7515 §4.1.9).
    var type: String? { header?["typ"]?.string.map(Self.mediaType) }
    var contentType: String? { header?["cty"]?.string.map(Self.mediaType) }

    /// What is wrong with the token's form, as a sentence.
    func fault(_ kind: TokenFault.Kind, in part: TokenPart.Name? = nil) -> String? {
        inspection.fault(kind, in: part)?.detail
    }

    /// Which of these parameters the header has.
    func parameters(_ names: [String]) -> [String] { names.filter { header?[$0] != nil } }

    /// Whether an access token lacks a claim.
    func lacks(_ claim: String) -> Bool {
        guard kind == .accessToken, let claims else { return false }
        return claims[claim] == nil
    }

    /// A claim that is a text.
    func text(_ claim: String) -> String? { claims?[claim]?.string }

    /// A claim that is a possible time, in whole seconds since 1970.
    func time(_ claim: String) -> Int64? { LintTimes.seconds(claims?[claim]) }

    /// Whether the header repeats a claim with another value (RFC 7519 §5.3).
    func replicatesDifferently(_ claim: String) -> Bool {
        guard isSigned, let repeated = header?[claim], let claims else { return false }
        return claims[claim] != repeated
    }

    /// The keys that the token means: those of its `kid`, or the only one.
    var namedKeys: [LintKey]? { keys?.keys(named: keyID) }

    static func mediaType(_ text: String) -> String {
        let lower = lowercased(text)
        return lower.hasPrefix("application/") ? String(lower.dropFirst("application/".count)) : lower
    }

    /// ASCII letters in lower case; others have no case here.
    private static func lowercased(_ text: String) -> String {
        String(decoding: text.utf8.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    private static func isNested(_ inspection: TokenInspection) -> Bool {
        guard inspection.form == .signed, inspection.header?["cty"]?.string.map(mediaType) == "jwt" else {
            return false
        }
        return ![nil, UInt8(ascii: "{")].contains(inspection.payloadBytes?.first)
    }

    private static func kind(_ header: JSONObject?, _ claims: JSONObject?) -> TokenLint.Kind {
        switch header?["typ"]?.string.map(mediaType) {
        case "at+jwt": .accessToken
        case nil, "jwt": ["nonce", "at_hash", "c_hash"].contains { claims?[$0] != nil } ? .idToken : .accessToken
        default: .other
        }
    }
}
