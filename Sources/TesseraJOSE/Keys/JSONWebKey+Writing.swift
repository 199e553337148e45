extension JSONWebKey {
    /// The key as a JSON object (RFC 7517 §4).
    /// - Parameter includingPrivateKey: Whether to write the secret members, too. Without them a symmetric key has
    ///   only its type and metadata.
    /// - Returns: The object.
    public func json(includingPrivateKey: Bool) -> JSONValue {
        var object = JSONObject()
        let members = includingPrivateKey ? material.publicMembers + material.privateMembers : material.publicMembers
        for (name, value) in members { object[name] = .string(value) }
        if let keyID { object["kid"] = .string(keyID) }
        if let algorithm { object["alg"] = .string(algorithm.rawValue) }
        if let use { object["use"] = .string(use) }
        if let operations { object["key_ops"] = .array(operations.map { .string($0) }) }
        return .object(object)
    }
}

extension KeyMaterial {
    /// The members that RFC 7638 §3.2 and RFC 8037 §2 hash, without a symmetric key's secret.
    var publicMembers: [(String, String)] {
        switch self {
        case .rsa(let key):
            [("kty", "RSA"), ("n", Base64URL.encode(key.modulus)), ("e", Base64URL.encode(key.publicExponent))]
        case .ellipticCurve(let curve, let x, let y, _):
            [("kty", "EC"), ("crv", curve.rawValue), ("x", Base64URL.encode(x)), ("y", Base64URL.encode(y))]
        case .edwards(let x, _): [("kty", "OKP"), ("crv", "Ed25519"), ("x", Base64URL.encode(x))]
        case .symmetric: [("kty", "oct")]
        }
    }

    var privateMembers: [(String, String)] {
        switch self {
        case .rsa(let key):
            guard let d = key.privateExponent else { return [] }
            let exponent = [("d", Base64URL.encode(d))]
            guard let factors = key.factors else { return exponent }
            return exponent + [
                ("p", Base64URL.encode(factors.p)), ("q", Base64URL.encode(factors.q)),
                ("dp", Base64URL.encode(factors.dp)), ("dq", Base64URL.encode(factors.dq)),
                ("qi", Base64URL.encode(factors.qi)),
            ]
        case .ellipticCurve(_, _, _, let d), .edwards(_, let d):
            return d.map { [("d", Base64URL.encode($0))] } ?? []
        case .symmetric(let secret): return [("k", Base64URL.encode(secret))]
        }
    }
}
