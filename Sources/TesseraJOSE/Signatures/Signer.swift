import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// One key that signs by one algorithm.
struct Signer: Sendable {
    /// The keys of swift-crypto.
    enum PrivateKey: Sendable {
        case symmetric(SymmetricKey)
        case rsa(_RSA.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
        case p384(P384.Signing.PrivateKey)
        case p521(P521.Signing.PrivateKey)
        case edwards(Curve25519.Signing.PrivateKey)
    }

    let algorithm: SignatureAlgorithm
    let key: PrivateKey
    /// The length of every signature.
    let signatureByteCount: Int

    /// Takes a private key for an algorithm that fits it.
    init(_ material: KeyMaterial, _ algorithm: SignatureAlgorithm) throws(JOSEError) {
        guard algorithm.keyType == material.type else {
            throw JOSEError(.algorithmMismatch, "\(algorithm.rawValue) doesn't fit the key's type.")
        }
        try material.checkStrength(for: algorithm)
        self.algorithm = algorithm
        key = try PrivateKey(material)
        signatureByteCount = algorithm.signatureByteCount(material)
    }

    /// Signs the content and hands the signature to `body`.
    func withSignature<Result>(
        over content: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(JOSEError) -> Result {
        do {
            switch key {
            case .symmetric(let secret): return unsafe authenticate(content, secret, body)
            case .rsa(let key): return try unsafe sign(content, key, body)
            case .p256(let key):
                return try unsafe key.signature(for: SHA256.hash(data: content)).withUnsafeBytes(body)
            case .p384(let key):
                return try unsafe key.signature(for: SHA384.hash(data: content)).withUnsafeBytes(body)
            case .p521(let key):
                return try unsafe key.signature(for: SHA512.hash(data: content)).withUnsafeBytes(body)
            case .edwards(let key): return try unsafe key.signature(for: content).withUnsafeBytes(body)
            }
        } catch {
            throw JOSEError(.signingFailed, "The cryptographic library couldn't sign.")
        }
    }

    private func authenticate<Result>(
        _ content: UnsafeRawBufferPointer,
        _ secret: SymmetricKey,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        switch algorithm.hashByteCount {
        case 32: unsafe HMAC<SHA256>.authenticationCode(for: content, using: secret).withUnsafeBytes(body)
        case 48: unsafe HMAC<SHA384>.authenticationCode(for: content, using: secret).withUnsafeBytes(body)
        default: unsafe HMAC<SHA512>.authenticationCode(for: content, using: secret).withUnsafeBytes(body)
        }
    }

    private func sign<Result>(
        _ content: UnsafeRawBufferPointer,
        _ key: _RSA.Signing.PrivateKey,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) throws -> Result {
        let padding = algorithm.rsaPadding
        let signature =
            switch algorithm.hashByteCount {
            case 32: try unsafe key.signature(for: SHA256.hash(data: content), padding: padding)
            case 48: try unsafe key.signature(for: SHA384.hash(data: content), padding: padding)
            default: try unsafe key.signature(for: SHA512.hash(data: content), padding: padding)
            }
        return unsafe signature.withUnsafeBytes(body)
    }
}

extension Signer.PrivateKey {
    /// Refuses a private part that doesn't belong to the public one.
    init(_ material: KeyMaterial) throws(JOSEError) {
        switch material {
        case .symmetric(let secret): self = .symmetric(SymmetricKey(data: secret))
        case .rsa(let key): self = .rsa(try key.privateKey())
        case .ellipticCurve(let curve, let x, let y, let d?): self = try .ellipticCurve(curve, point: x + y, d: d)
        case .edwards(let x, let d?): self = try .edwards(x: x, d: d)
        case .ellipticCurve, .edwards: throw JOSEError(.invalidKey, "The key has no private part, so it can't sign.")
        }
    }

    private static func ellipticCurve(
        _ curve: EllipticCurve,
        point: [UInt8],
        d: [UInt8]
    ) throws(JOSEError) -> Signer.PrivateKey {
        let key: Signer.PrivateKey
        let derived: Data
        do {
            switch curve {
            case .p256:
                let privateKey = try P256.Signing.PrivateKey(rawRepresentation: d)
                (key, derived) = (.p256(privateKey), privateKey.publicKey.rawRepresentation)
            case .p384:
                let privateKey = try P384.Signing.PrivateKey(rawRepresentation: d)
                (key, derived) = (.p384(privateKey), privateKey.publicKey.rawRepresentation)
            case .p521:
                let privateKey = try P521.Signing.PrivateKey(rawRepresentation: d)
                (key, derived) = (.p521(privateKey), privateKey.publicKey.rawRepresentation)
            }
        } catch {
            throw JOSEError(.invalidKey, "The private part isn't a number of its curve.")
        }
        guard derived.elementsEqual(point) else { throw Self.mismatch }
        return key
    }

    private static func edwards(x: [UInt8], d: [UInt8]) throws(JOSEError) -> Signer.PrivateKey {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: d) else {
            throw JOSEError(.invalidKey, "The private part isn't an Ed25519 key.")
        }
        guard key.publicKey.rawRepresentation.elementsEqual(x) else { throw Self.mismatch }
        return .edwards(key)
    }

    static var mismatch: JOSEError {
        JOSEError(.invalidKey, "The private part of the key doesn't belong to its public part.")
    }
}
