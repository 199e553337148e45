import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension SigningKey {
    /// Makes a new random key.
    /// - Parameters:
    ///   - algorithm: What it signs by.
    ///   - keyID: Its ID. When `nil`, the thumbprint (RFC 7638) of the public key, or for HMAC, whose thumbprint would
    ///     tell of the secret, a random text of 16 bytes.
    ///   - rsaBits: The length of an RSA modulus in bits: 2048, 3072 or 4096. Other keys have one size.
    /// - Returns: The key.
    /// - Throws: ``JOSEError/Code/weakKey`` for fewer than 2048 bits, ``JOSEError/Code/unsupportedKey`` for another
    ///   size that isn't listed, ``JOSEError/Code/signingFailed`` when the library can't make a key.
    public static func generate(
        _ algorithm: SignatureAlgorithm,
        keyID: String? = nil,
        rsaBits: Int = 2048
    ) throws(JOSEError) -> SigningKey {
        let material = try KeyMaterial.generate(algorithm, rsaBits: rsaBits)
        var id = keyID
        if case .symmetric = material, id == nil {
            id = Base64URL.encode(SymmetricKey(size: .bits128).bytes)
        }
        let metadata = KeyMetadata(keyID: id, algorithm: algorithm, use: "sig", operations: nil)
        return try SigningKey(JSONWebKey(metadata, material))
    }
}

extension KeyMaterial {
    fileprivate static func generate(_ algorithm: SignatureAlgorithm, rsaBits: Int) throws(JOSEError) -> KeyMaterial {
        switch algorithm.keyType {
        case .symmetric:
            return .symmetric(SymmetricKey(size: .init(bitCount: algorithm.hashByteCount * 8)).bytes)
        case .rsa:
            guard rsaBits >= 2048 else { throw JOSEError(.weakKey, "An RSA key needs 2048 bits or more.") }
            guard [2048, 3072, 4096].contains(rsaBits) else {
                throw JOSEError(.unsupportedKey, "An RSA key is made with 2048, 3072 or 4096 bits.")
            }
            guard let key = try? _RSA.Signing.PrivateKey(keySize: .init(bitCount: rsaBits)) else {
                throw JOSEError(.signingFailed, "The cryptographic library couldn't make a key.")
            }
            return .rsa(try RSAKeyMaterial(der: Array(key.derRepresentation)))
        case .ellipticCurve(.p256):
            let key = P256.Signing.PrivateKey()
            return .point(.p256, key.publicKey.rawRepresentation, key.rawRepresentation)
        case .ellipticCurve(.p384):
            let key = P384.Signing.PrivateKey()
            return .point(.p384, key.publicKey.rawRepresentation, key.rawRepresentation)
        case .ellipticCurve(.p521):
            let key = P521.Signing.PrivateKey()
            return .point(.p521, key.publicKey.rawRepresentation, key.rawRepresentation)
        case .edwards:
            let key = Curve25519.Signing.PrivateKey()
            return .edwards(x: Array(key.publicKey.rawRepresentation), d: Array(key.rawRepresentation))
        }
    }

    private static func point(_ curve: EllipticCurve, _ point: Data, _ d: Data) -> KeyMaterial {
        let bytes = Array(point)
        let count = curve.coordinateByteCount
        return .ellipticCurve(curve, x: Array(bytes.prefix(count)), y: Array(bytes.suffix(count)), d: Array(d))
    }
}

extension SymmetricKey {
    fileprivate var bytes: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }
}
