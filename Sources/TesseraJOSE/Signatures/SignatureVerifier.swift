import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// One key that verifies by one algorithm.
struct SignatureVerifier: Sendable {
    /// The keys of swift-crypto.
    enum PublicKey: Sendable {
        case symmetric(SymmetricKey)
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
        case p384(P384.Signing.PublicKey)
        case p521(P521.Signing.PublicKey)
        case edwards(Curve25519.Signing.PublicKey)
    }

    let algorithm: SignatureAlgorithm
    let key: PublicKey
    /// Every valid signature has exactly this length (RFC 7518 §3.3–§3.5, RFC 8037 §3.1).
    let signatureByteCount: Int

    /// Takes the public part of a key for an algorithm that fits it.
    init(_ material: KeyMaterial, _ algorithm: SignatureAlgorithm) throws(JOSEError) {
        guard algorithm.keyType == material.type else {
            throw JOSEError(.algorithmMismatch, "\(algorithm.rawValue) doesn't fit the key's type.")
        }
        try material.checkStrength(for: algorithm)
        self.algorithm = algorithm
        key = try PublicKey(material)
        signatureByteCount = algorithm.signatureByteCount(material)
    }

    /// Whether a signature is this key's over the content.
    ///
    /// HMACs are compared in constant time.
    func isValid(_ signature: UnsafeRawBufferPointer, over content: UnsafeRawBufferPointer) -> Bool {
        guard signature.count == signatureByteCount else { return false }
        switch key {
        case .symmetric(let secret):
            return unsafe isValidCode(signature, over: content, secret)
        case .rsa(let key):
            return unsafe isValid(_RSA.Signing.RSASignature(rawRepresentation: signature), over: content, key)
        case .p256(let key):
            guard let signature = try? unsafe P256.Signing.ECDSASignature(rawRepresentation: signature) else {
                return false
            }
            return unsafe key.isValidSignature(signature, for: SHA256.hash(data: content))
        case .p384(let key):
            guard let signature = try? unsafe P384.Signing.ECDSASignature(rawRepresentation: signature) else {
                return false
            }
            return unsafe key.isValidSignature(signature, for: SHA384.hash(data: content))
        case .p521(let key):
            guard let signature = try? unsafe P521.Signing.ECDSASignature(rawRepresentation: signature) else {
                return false
            }
            return unsafe key.isValidSignature(signature, for: SHA512.hash(data: content))
        case .edwards(let key):
            return unsafe key.isValidSignature(signature, for: content)
        }
    }

    private func isValidCode(
        _ code: UnsafeRawBufferPointer,
        over content: UnsafeRawBufferPointer,
        _ secret: SymmetricKey
    ) -> Bool {
        switch algorithm.hashByteCount {
        case 32: unsafe HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: content, using: secret)
        case 48: unsafe HMAC<SHA384>.isValidAuthenticationCode(code, authenticating: content, using: secret)
        default: unsafe HMAC<SHA512>.isValidAuthenticationCode(code, authenticating: content, using: secret)
        }
    }

    private func isValid(
        _ signature: _RSA.Signing.RSASignature,
        over content: UnsafeRawBufferPointer,
        _ key: _RSA.Signing.PublicKey
    ) -> Bool {
        let padding = algorithm.rsaPadding
        return switch algorithm.hashByteCount {
        case 32: unsafe key.isValidSignature(signature, for: SHA256.hash(data: content), padding: padding)
        case 48: unsafe key.isValidSignature(signature, for: SHA384.hash(data: content), padding: padding)
        default: unsafe key.isValidSignature(signature, for: SHA512.hash(data: content), padding: padding)
        }
    }
}

extension SignatureVerifier.PublicKey {
    /// Refuses points off their curve.
    init(_ material: KeyMaterial) throws(JOSEError) {
        do {
            switch material {
            case .symmetric(let secret): self = .symmetric(SymmetricKey(data: secret))
            case .rsa(let key): self = .rsa(try .init(n: key.modulus, e: key.publicExponent))
            case .ellipticCurve(.p256, let x, let y, _): self = .p256(try .init(rawRepresentation: x + y))
            case .ellipticCurve(.p384, let x, let y, _): self = .p384(try .init(rawRepresentation: x + y))
            case .ellipticCurve(.p521, let x, let y, _): self = .p521(try .init(rawRepresentation: x + y))
            case .edwards(let x, _): self = .edwards(try .init(rawRepresentation: x))
            }
        } catch {
            throw JOSEError(.invalidKey, "The public part isn't a point of its curve or a usable RSA key.")
        }
    }
}

extension SignatureAlgorithm {
    /// RFC 7518 §3.3 names RSASSA-PKCS1-v1_5, which the library calls insecure; as a signature it isn't broken.
    var rsaPadding: _RSA.Signing.Padding {
        switch self {
        case .ps256, .ps384, .ps512: .PSS
        default: .insecurePKCS1v1_5
        }
    }

    /// The length of every signature by a key.
    func signatureByteCount(_ material: KeyMaterial) -> Int {
        switch material {
        case .symmetric: hashByteCount
        case .rsa(let key): key.modulus.count
        case .ellipticCurve(let curve, _, _, _): 2 * curve.coordinateByteCount
        case .edwards: 64
        }
    }
}
