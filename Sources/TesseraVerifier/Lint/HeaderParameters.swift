import TesseraJOSE

/// Conditions on the header's parameters.
enum HeaderParameters {
    private static let registered: Set<String> = [
        "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit",
    ]

    /// Which registered parameters (RFC 7515 §4.1, RFC 7797 §3) have another JSON type than theirs.
    static func ofWrongType(_ header: JSONObject?) -> [String] {
        (header ?? [:]).filter { name, value in
            switch name {
            case "alg", "kid", "typ", "cty", "jku", "x5u", "x5t", "x5t#S256": value.string == nil
            case "jwk": value.object == nil
            case "x5c": !(value.array?.allSatisfy { $0.string != nil } ?? false)
            case "b64": value.bool == nil
            default: false
            }
        }.map { $0.name }
    }

    /// Whether `crit` is there and no list of extensions that stand in the header (RFC 7515 §4.1.11).
    static func isCriticalMalformed(_ header: JSONObject?) -> Bool {
        guard let header, let critical = header["crit"] else { return false }
        let names = critical.array?.compactMap(\.string) ?? []
        return names.isEmpty || names.count != critical.array?.count || Set(names).count != names.count
            || names.contains { registered.contains($0) || header[$0] == nil }
    }

    /// Whether a `kid` holds what paths, SQL, LDAP or a shell would obey.
    static func isSuspicious(_ keyID: String) -> Bool {
        let obeyed = "'\";|\\<>()*$%&`".utf8
        return keyID.utf8.contains { $0 < 0x20 || $0 == 0x7F || obeyed.contains($0) }
            || keyID.contains("../") || keyID.hasPrefix("/") || keyID.hasPrefix("file:")
    }
}
