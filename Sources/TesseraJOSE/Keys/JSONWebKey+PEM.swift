import Crypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension JSONWebKey {
    /// Reads a public key in PEM (RFC 7468 §13, SubjectPublicKeyInfo): RSA, P-256, P-384, P-521 or Ed25519.
    ///
    /// It has no `kid`, no `alg` and no `use`, since PEM has none. White space counts nowhere, so that a key that was
    /// pasted into one line is read, too.
    /// - Parameter pem: The text, from `-----BEGIN PUBLIC KEY-----` to its end, with nothing else.
    /// - Throws: ``JOSEError/Code/invalidKey`` when it isn't one, ``JOSEError/Code/unsupportedKey`` for a private key, a
    ///   certificate and other types of keys, ``JOSEError/Code/weakKey`` as ``init(_:)``.
    public init(publicPEM pem: String) throws(JOSEError) {
        guard pem.contains(PEM.begin) else { throw JOSEError(.unsupportedKey, PEM.other(pem)) }
        guard let der = PEM.publicKeyInfo(pem), let material = KeyMaterial(publicKeyInfo: der) else {
            throw JOSEError(.invalidKey, "The PEM text isn't a public key of RSA, P-256, P-384, P-521 or Ed25519.")
        }
        // Through JSON, so that the same checks apply as to every other key.
        let members = material.publicMembers.map { ($0, JSONValue.string($1)) }
        try self.init(JSONValue.object(JSONObject(members)))
    }
}

/// The text around a key (RFC 7468).
private enum PEM {
    static let begin = "-----BEGIN PUBLIC KEY-----"
    private static let end = "-----END PUBLIC KEY-----"

    /// What the text between the first and the last line encodes.
    static func publicKeyInfo(_ pem: String) -> [UInt8]? {
        let text = pem.trimmingPrefix { $0.isWhitespace }
        guard text.hasPrefix(begin), let last = text.firstRange(of: end),
            text[last.upperBound...].allSatisfy(\.isWhitespace)
        else { return nil }
        let base64 = text[..<last.lowerBound].dropFirst(begin.count).filter { !$0.isWhitespace }
        return Data(base64Encoded: String(base64)).map(Array.init)
    }

    /// What a text in PEM is when it is no public key, and what to do.
    static func other(_ pem: String) -> String {
        if pem.contains("-----BEGIN CERTIFICATE-----") {
            return "This is a certificate; its public key is what `openssl x509 -pubkey -noout` prints."
        }
        if pem.contains("PRIVATE KEY-----") {
            return "This is a private key; verifying needs the public one, which `openssl pkey -pubout` prints."
        }
        if pem.contains("-----BEGIN RSA PUBLIC KEY-----") {
            return
                "This is an RSA key in the form of PKCS #1; `openssl rsa -RSAPublicKey_in -pubout` makes a public key of it."
        }
        return "The PEM text isn't a public key (BEGIN PUBLIC KEY)."
    }
}

extension KeyMaterial {
    /// What stands before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410 §4).
    private static let edwardsPrefix: [UInt8] = [
        0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]

    fileprivate init?(publicKeyInfo der: [UInt8]) {
        if let key = try? RSAKeyMaterial(publicKeyInfo: der) {
            self = .rsa(key)
        } else if let key = try? P256.Signing.PublicKey(derRepresentation: der) {
            self = Self.point(.p256, key.rawRepresentation)
        } else if let key = try? P384.Signing.PublicKey(derRepresentation: der) {
            self = Self.point(.p384, key.rawRepresentation)
        } else if let key = try? P521.Signing.PublicKey(derRepresentation: der) {
            self = Self.point(.p521, key.rawRepresentation)
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
}
