/// The signature algorithms of RFC 7518 §3.1 and RFC 8037 §3.1 by their registered names.
///
/// `none` isn't one of them.
public enum SignatureAlgorithm: String, Sendable, CaseIterable, Hashable {
    /// HMAC with SHA-256.
    case hs256 = "HS256"
    /// HMAC with SHA-384.
    case hs384 = "HS384"
    /// HMAC with SHA-512.
    case hs512 = "HS512"
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    case rs256 = "RS256"
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    case rs384 = "RS384"
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    case rs512 = "RS512"
    /// RSASSA-PSS with SHA-256 and MGF1 with SHA-256.
    case ps256 = "PS256"
    /// RSASSA-PSS with SHA-384 and MGF1 with SHA-384.
    case ps384 = "PS384"
    /// RSASSA-PSS with SHA-512 and MGF1 with SHA-512.
    case ps512 = "PS512"
    /// ECDSA over P-256 with SHA-256.
    case es256 = "ES256"
    /// ECDSA over P-384 with SHA-384.
    case es384 = "ES384"
    /// ECDSA over P-521 with SHA-512.
    case es512 = "ES512"
    /// Ed25519.
    case eddsa = "EdDSA"

    /// The algorithm of that name in a header, a key or a list.
    ///
    /// `Ed25519` (RFC 9864 §2.2) is another name of ``eddsa``, whose keys have no other curve here.
    /// - Parameter name: A registered name; `nil` comes of any other text.
    public init?(named name: String) {
        self.init(rawValue: name.isIdentical(to: "Ed25519") ? Self.eddsa.rawValue : name)
    }

    /// Whether the key that verifies can also sign.
    public var isSymmetric: Bool { keyType == .symmetric }

    /// The kind of key an algorithm works with.
    enum KeyType: Hashable {
        case symmetric
        case rsa
        case ellipticCurve(EllipticCurve)
        case edwards
    }

    var keyType: KeyType {
        switch self {
        case .hs256, .hs384, .hs512: .symmetric
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: .rsa
        case .es256: .ellipticCurve(.p256)
        case .es384: .ellipticCurve(.p384)
        case .es512: .ellipticCurve(.p521)
        case .eddsa: .edwards
        }
    }

    /// The length of the hash in bytes, which is also the shortest HMAC key allowed (RFC 7518 §3.2).
    var hashByteCount: Int {
        switch self {
        case .hs256, .rs256, .ps256, .es256: 32
        case .hs384, .rs384, .ps384, .es384: 48
        case .hs512, .rs512, .ps512, .es512, .eddsa: 64
        }
    }
}

/// The curves of RFC 7518 §6.2.1.1.
enum EllipticCurve: String, Sendable, Hashable, CaseIterable {
    case p256 = "P-256"
    case p384 = "P-384"
    case p521 = "P-521"

    /// The length of a coordinate, and of a private key, in bytes.
    var coordinateByteCount: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }
}
