import TesseraJOSE

/// A published key, however broken.
struct LintKey: Sendable {
    /// Its id in quotation marks, or its place in the set.
    let name: String
    private let json: JSONObject?
    private let refusal: JOSEError?

    init(_ json: JSONValue, position: Int) {
        self.json = json.object
        name = json["kid"]?.string.map { "\"\($0)\"" } ?? "number \(position + 1)"
        do throws(JOSEError) {
            _ = try JSONWebKey(json)
            refusal = nil
        } catch {
            refusal = error
        }
    }

    var keyID: String? { json?["kid"]?.string }
    var type: String? { json?["kty"]?.string }
    var hasSecretMembers: Bool { json.map(Self.hasSecretMembers) ?? false }

    static func hasSecretMembers(_ json: JSONObject) -> Bool { JSONWebKey.hasSecretMember(.object(json)) }

    /// Whether the member is absent; never of what is no object at all.
    func lacks(_ member: String) -> Bool { json.map { $0[member] == nil } ?? false }

    private var modulus: [UInt8]? {
        guard type == "RSA", let bytes = json?["n"]?.string.flatMap(Base64URL.decode) else { return nil }
        return Array(bytes.drop { $0 == 0 })
    }

    var modulusBitCount: Int? { modulus.map { $0.count * 8 - ($0.first?.leadingZeroBitCount ?? 0) } }

    var hasPredictablePrimes: Bool { modulus.map(RSAWeakness.hasPredictablePrimes) ?? false }

    /// Whether a symmetric key is shorter than the hash of its algorithm, or of the token's when it has none.
    func isShortSecret(for algorithm: SignatureAlgorithm?) -> Bool {
        guard type == "oct", let secret = json?["k"]?.string.flatMap(Base64URL.decode) else { return false }
        let own = json?["alg"]?.string.flatMap(SignatureAlgorithm.init(named:))
        let lengths: [SignatureAlgorithm: Int] = [.hs256: 32, .hs384: 48, .hs512: 64]
        return secret.count < (own ?? algorithm).flatMap { lengths[$0] } ?? 32
    }

    /// Whether it is malformed or contradicts itself, or weak in a way that no other rule names.
    var isUnusable: Bool {
        switch refusal?.code {
        case nil, .unsupportedKey, .unsupportedAlgorithm: false
        case .weakKey: !(isShortSecret(for: nil) || modulusBitCount ?? 4096 < 2048 || hasPredictablePrimes)
        default: true
        }
    }

    /// Whether the key can verify by an algorithm: its own, or one of its type.
    func fits(_ algorithm: String?) -> Bool {
        guard let algorithm else { return true }
        if let own = json?["alg"]?.string {
            let known = SignatureAlgorithm(named: algorithm)
            return own == algorithm || (known != nil && known == SignatureAlgorithm(named: own))
        }
        return switch (type, json?["crv"]?.string) {
        case ("oct", _): algorithm.hasPrefix("HS")
        case ("RSA", _): algorithm.hasPrefix("RS") || algorithm.hasPrefix("PS")
        case ("EC", "P-256"): algorithm == "ES256"
        case ("EC", "P-384"): algorithm == "ES384"
        case ("EC", "P-521"): algorithm == "ES512"
        case ("OKP", "Ed25519"): ["EdDSA", "Ed25519"].contains(algorithm)
        default: true
        }
    }

    /// Whether `use` and `key_ops` allow verifying.
    var isForSignatures: Bool {
        if let use = json?["use"]?.string, use != "sig" { return false }
        guard let operations = json?["key_ops"]?.array?.compactMap(\.string) else { return true }
        return operations.contains("verify") || operations.contains("sign")
    }
}
