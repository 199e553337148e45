import Crypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension JSONWebKey {
    /// Reads a public key in PEM (RFC 7468 §13, SubjectPublicKeyInfo): RSA, P-256, P-384, P-521 or Ed25519.
    ///
    /// It has no `kid`, no `alg` and no `use`, since PEM has none.
    /// - Parameter pem: The text, from `-----BEGIN PUBLIC KEY-----` to its end, with nothing else.
    /// - Throws: ``JOSEError/Code/invalidKey`` when it isn't one, ``JOSEError/Code/unsupportedKey`` for a private key, a
    ///   certificate and other types of keys, ``JOSEError/Code/weakKey`` as ``init(_:)``.
    public init(publicPEM pem: String) throws(JOSEError) {
        guard pem.contains("-----BEGIN PUBLIC KEY-----") else {
            throw JOSEError(.unsupportedKey, "The PEM text isn't a public key (BEGIN PUBLIC KEY).")
        }
        guard let material = try KeyMaterial(publicPEM: pem) else {
            throw JOSEError(.invalidKey, "The PEM text isn't a public key of RSA, P-256, P-384, P-521 or Ed25519.")
        }
        // Through JSON, so that the same checks apply as to every other key.
        let members = material.publicMembers.map { ($0, JSONValue.string($1)) }
        try self.init(JSONValue.object(JSONObject(members)))
    }
}

extension KeyMaterial {
    /// What stands before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410 §4).
    private static let edwardsPrefix: [UInt8] = [
        0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]

    fileprivate init?(publicPEM pem: String) throws(JOSEError) {
        guard let der = Self.der(pem) else { return nil }
        if let key = try? RSAKeyMaterial(publicKeyInfo: der) {
            self = .rsa(key)
        } else if let key = try? P256.Signing.PublicKey(pemRepresentation: pem) {
            self = .point(.p256, key.rawRepresentation)
        } else if let key = try? P384.Signing.PublicKey(pemRepresentation: pem) {
            self = .point(.p384, key.rawRepresentation)
        } else if let key = try? P521.Signing.PublicKey(pemRepresentation: pem) {
            self = .point(.p521, key.rawRepresentation)
        } else if der.count == Self.edwardsPrefix.count + 32, der.starts(with: Self.edwardsPrefix) {
            self = .edwards(x: Array(der.suffix(32)), d: nil)
        } else {
            return nil
        }
    }

    private static func point(_ curve: EllipticCurve, _ point: Data) -> KeyMaterial {
        let (bytes, count) = (Array(point), curve.coordinateByteCount)
        return .ellipticCurve(curve, x: Array(bytes.prefix(count)), y: Array(bytes.suffix(count)), d: nil)
    }

    /// What the lines between the first and the last one encode.
    private static func der(_ pem: String) -> [UInt8]? {
        let lines = pem.split(whereSeparator: \.isNewline)
        guard lines.first == "-----BEGIN PUBLIC KEY-----", lines.last == "-----END PUBLIC KEY-----" else { return nil }
        return Data(base64Encoded: lines.dropFirst().dropLast().joined()).map(Array.init)
    }
}
