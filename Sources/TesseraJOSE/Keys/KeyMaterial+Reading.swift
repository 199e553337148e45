extension KeyMaterial {
    /// Reads the members of a key's type, and checks all that can be checked without arithmetic.
    init(reading json: JSONObject) throws(JOSEError) {
        let type = try Self.text("kty", json)
        if type.isIdentical(to: "EC") {
            self = try Self.ellipticCurve(json)
        } else if type.isIdentical(to: "OKP") {
            self = try Self.edwards(json)
        } else if type.isIdentical(to: "RSA") {
            self = .rsa(try RSAKeyMaterial(reading: json))
        } else if type.isIdentical(to: "oct") {
            let secret = try Self.bytes("k", json)
            guard !secret.isEmpty else { throw JOSEError(.weakKey, "The symmetric key is empty.") }
            self = .symmetric(secret)
        } else {
            throw JOSEError(.unsupportedKey, "The key type isn't one of EC, OKP, RSA and oct.")
        }
    }

    private static func ellipticCurve(_ json: JSONObject) throws(JOSEError) -> KeyMaterial {
        guard let curve = EllipticCurve(rawValue: try text("crv", json)) else {
            throw JOSEError(.unsupportedKey, "The curve isn't one of P-256, P-384 and P-521.")
        }
        let count = curve.coordinateByteCount
        return .ellipticCurve(
            curve,
            x: try bytes("x", json, count: count),
            y: try bytes("y", json, count: count),
            d: json["d"] == nil ? nil : try bytes("d", json, count: count)
        )
    }

    private static func edwards(_ json: JSONObject) throws(JOSEError) -> KeyMaterial {
        guard try text("crv", json).isIdentical(to: "Ed25519") else {
            throw JOSEError(.unsupportedKey, "The curve of an OKP key isn't Ed25519.")
        }
        return .edwards(
            x: try bytes("x", json, count: 32),
            d: json["d"] == nil ? nil : try bytes("d", json, count: 32)
        )
    }

    /// A member that must be a string.
    static func text(_ name: String, _ json: JSONObject) throws(JOSEError) -> String {
        guard let text = json[name]?.string else {
            throw JOSEError(.invalidKey, "The key lacks the text member \"\(name)\".")
        }
        return text
    }

    /// A member that must be canonical base64url, of an exact length where one is given.
    static func bytes(_ name: String, _ json: JSONObject, count: Int? = nil) throws(JOSEError) -> [UInt8] {
        guard let bytes = Base64URL.decode(try text(name, json)) else {
            throw JOSEError(.invalidKey, "The key's member \"\(name)\" isn't canonical base64url.")
        }
        if let count, bytes.count != count {
            throw JOSEError(.invalidKey, "The key's member \"\(name)\" isn't exactly \(count) bytes long.")
        }
        return bytes
    }
}

extension RSAKeyMaterial {
    /// Reads the members of RFC 7518 §6.3: `n` and `e`; for a private key `d`, alone or with all five of the factors.
    init(reading json: JSONObject) throws(JOSEError) {
        modulus = try Self.number("n", json)
        publicExponent = try Self.number("e", json)
        privateExponent = json["d"] == nil ? nil : try Self.number("d", json)
        if json["oth"] != nil {
            throw JOSEError(.unsupportedKey, "RSA keys of more than two primes aren't supported.")
        }
        let names = ["p", "q", "dp", "dq", "qi"].filter { json[$0] != nil }
        if names.isEmpty {
            factors = nil
        } else if names.count == 5, privateExponent != nil {
            factors = Factors(
                p: try Self.number("p", json),
                q: try Self.number("q", json),
                dp: try Self.number("dp", json),
                dq: try Self.number("dq", json),
                qi: try Self.number("qi", json)
            )
        } else {
            throw JOSEError(.invalidKey, "A private RSA key needs d alone, or d with all of p, q, dp, dq and qi.")
        }
        try checkSizes()
    }

    /// A number without leading zero bytes (RFC 7518 §6.3.1.1, Base64urlUInt in §2).
    private static func number(_ name: String, _ json: JSONObject) throws(JOSEError) -> [UInt8] {
        let bytes = try KeyMaterial.bytes(name, json)
        guard let first = bytes.first, first != 0 else {
            throw JOSEError(.invalidKey, "The key's member \"\(name)\" is zero or has leading zero bytes.")
        }
        return bytes
    }

    /// Refuses sizes that are weak, and ones that cost too much.
    private func checkSizes() throws(JOSEError) {
        guard bitCount >= 2048 else { throw JOSEError(.weakKey, "The RSA modulus is shorter than 2048 bits.") }
        guard bitCount <= 8192 else { throw JOSEError(.unsupportedKey, "The RSA modulus is longer than 8192 bits.") }
        guard publicExponent.count <= 4, let low = publicExponent.last, low & 1 == 1, publicExponent != [1] else {
            throw JOSEError(.weakKey, "The RSA exponent isn't odd, or isn't between 3 and 2³².")
        }
        guard let low = modulus.last, low & 1 == 1 else {
            throw JOSEError(.invalidKey, "The RSA modulus is even.")
        }
        if let privateExponent, privateExponent.count > modulus.count {
            throw JOSEError(.invalidKey, "The private RSA exponent is longer than the modulus.")
        }
        if let factors, [factors.p, factors.q].contains(where: { $0.count > modulus.count || $0 == [1] }) {
            throw JOSEError(.invalidKey, "A prime of the RSA key is impossible.")
        }
        if let factors, [factors.p, factors.q].contains(where: { ($0.last ?? 0) & 1 == 0 }) {
            throw JOSEError(.invalidKey, "A prime of the RSA key is even.")
        }
        guard !RSAWeakness.hasPredictablePrimes(modulus) else {
            throw JOSEError(.weakKey, "The RSA modulus comes from a generator with predictable primes (ROCA).")
        }
    }
}
