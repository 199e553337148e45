/// The headers that a key issues, spelled once: base64url with the dot behind it.
struct PreparedHeaders: Sendable {
    struct Entry: Sendable {
        let header: JOSEHeader
        /// The encoded header and the dot.
        let segment: [UInt8]

        init(_ header: JOSEHeader) {
            self.header = header
            segment = Array(Base64URL.encode(header.parameters.serialized()).utf8) + [UInt8(ascii: ".")]
        }
    }

    /// Access tokens first, being the most frequent.
    private static let types: [String?] = ["at+jwt", "JWT", nil, "statuslist+jwt", "logout+jwt"]

    let entries: [Entry]
    private let algorithm: SignatureAlgorithm
    private let keyID: String

    init(algorithm: SignatureAlgorithm, keyID: String) {
        self.algorithm = algorithm
        self.keyID = keyID
        entries = Self.types.map { Entry(JOSEHeader(algorithm: algorithm, type: $0, keyID: keyID)) }
    }

    /// The encoded header of a type, with the dot.
    func segment(type: String?) -> [UInt8] {
        for entry in entries where entry.header.type == type { return entry.segment }
        return Entry(JOSEHeader(algorithm: algorithm, type: type, keyID: keyID)).segment
    }
}
