/// The numbers of a key, by its type (RFC 7518 §6, RFC 8037 §2).
enum KeyMaterial: Sendable, Hashable {
    case rsa(RSAKeyMaterial)
    case ellipticCurve(EllipticCurve, x: [UInt8], y: [UInt8], d: [UInt8]?)
    case edwards(x: [UInt8], d: [UInt8]?)
    case symmetric([UInt8])

    var type: SignatureAlgorithm.KeyType {
        switch self {
        case .rsa: .rsa
        case .ellipticCurve(let curve, _, _, _): .ellipticCurve(curve)
        case .edwards: .edwards
        case .symmetric: .symmetric
        }
    }

    /// Whether it can sign.
    var isPrivate: Bool {
        switch self {
        case .rsa(let key): key.privateExponent != nil
        case .ellipticCurve(_, _, _, let d), .edwards(_, let d): d != nil
        case .symmetric: true
        }
    }

    /// The part that can be published, or `nil` when there is none.
    var publicPart: KeyMaterial? {
        switch self {
        case .rsa(let key): .rsa(RSAKeyMaterial(modulus: key.modulus, publicExponent: key.publicExponent))
        case .ellipticCurve(let curve, let x, let y, _): .ellipticCurve(curve, x: x, y: y, d: nil)
        case .edwards(let x, _): .edwards(x: x, d: nil)
        case .symmetric: nil
        }
    }
}

/// The numbers of an RSA key, big-endian (RFC 7518 §6.3).
struct RSAKeyMaterial: Sendable, Hashable {
    /// The members that RFC 7518 §6.3.2 wants together.
    struct Factors: Sendable, Hashable {
        let p: [UInt8]
        let q: [UInt8]
        let dp: [UInt8]
        let dq: [UInt8]
        let qi: [UInt8]
    }

    let modulus: [UInt8]
    let publicExponent: [UInt8]
    var privateExponent: [UInt8]?
    var factors: Factors?

    /// The length of the modulus in bits; it has no leading zero byte.
    var bitCount: Int { modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0) }
}
