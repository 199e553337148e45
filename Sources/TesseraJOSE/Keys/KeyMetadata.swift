/// The members of a JWK that say what the key is for (RFC 7517 §4).
struct KeyMetadata: Sendable {
    var keyID: String?
    var algorithm: SignatureAlgorithm?
    var use: String?
    var operations: [String]?

    init(keyID: String?, algorithm: SignatureAlgorithm?, use: String?, operations: [String]?) {
        self.keyID = keyID
        self.algorithm = algorithm
        self.use = use
        self.operations = operations
    }

    init(reading json: JSONObject) throws(JOSEError) {
        keyID = try Self.optionalText("kid", json)
        use = try Self.optionalText("use", json)
        if let name = try Self.optionalText("alg", json) {
            guard let known = SignatureAlgorithm(named: name) else {
                throw JOSEError(.unsupportedAlgorithm, "The key's \"alg\" isn't a known signature algorithm.")
            }
            algorithm = known
        }
        if let value = json["key_ops"] {
            let operations = value.array?.compactMap(\.string)
            guard let operations, operations.count == value.array?.count else {
                throw JOSEError(.invalidKey, "The key's \"key_ops\" isn't an array of texts.")
            }
            guard Set(operations).count == operations.count else {
                throw JOSEError(.invalidKey, "The key's \"key_ops\" names an operation twice.")
            }
            self.operations = operations
        }
    }

    /// Refuses an `alg` that the key can't do, and a symmetric key shorter than its hash (RFC 7518 §3.2).
    func check(against material: KeyMaterial) throws(JOSEError) {
        guard let algorithm else { return }
        guard algorithm.keyType == material.type else {
            throw JOSEError(.invalidKey, "The key's \"alg\" contradicts its type or curve.")
        }
        try material.checkStrength(for: algorithm)
    }

    private static func optionalText(_ name: String, _ json: JSONObject) throws(JOSEError) -> String? {
        guard let value = json[name] else { return nil }
        guard let text = value.string else { throw JOSEError(.invalidKey, "The key's \"\(name)\" isn't a text.") }
        return text
    }
}

extension KeyMaterial {
    /// Refuses a symmetric key shorter than the output of the algorithm's hash (RFC 7518 §3.2).
    func checkStrength(for algorithm: SignatureAlgorithm) throws(JOSEError) {
        guard case .symmetric(let secret) = self else { return }
        guard secret.count >= algorithm.hashByteCount else {
            throw JOSEError(.weakKey, "\(algorithm.rawValue) needs a key of \(algorithm.hashByteCount) bytes or more.")
        }
    }
}

extension JSONWebKey {
    /// Whether the members `use` and `key_ops` allow an operation (`sign` or `verify`).
    func allows(_ operation: String) -> Bool {
        if let use, !use.isIdentical(to: "sig") { return false }
        guard let operations else { return true }
        return operations.contains { $0.isIdentical(to: operation) }
    }
}
