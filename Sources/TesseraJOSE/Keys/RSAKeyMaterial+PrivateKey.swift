import Crypto
import CryptoExtras

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension RSAKeyMaterial {
    /// The private key, whose numbers are checked against each other.
    func privateKey() throws(JOSEError) -> _RSA.Signing.PrivateKey {
        guard let privateExponent else {
            throw JOSEError(.invalidKey, "The key has no private part, so it can't sign.")
        }
        let key: _RSA.Signing.PrivateKey
        do {
            if let factors {
                key = try .init(n: modulus, e: publicExponent, d: privateExponent, p: factors.p, q: factors.q)
            } else {
                key = try ._createFromNumbers(n: modulus, e: publicExponent, d: privateExponent)
            }
        } catch {
            throw Signer.PrivateKey.mismatch
        }
        if let factors {
            let derived = try RSAKeyMaterial(der: Array(key.derRepresentation)).factors
            guard factors.dp == derived?.dp, factors.dq == derived?.dq, factors.qi == derived?.qi else {
                throw Signer.PrivateKey.mismatch
            }
        }
        return key
    }

    /// Reads an RSAPrivateKey of PKCS #1 (RFC 8017 A.1.2), as swift-crypto writes it.
    init(der: [UInt8]) throws(JOSEError) {
        var reader = DERReader(bytes: der)
        try reader.enterSequence()
        _ = try reader.integer()
        modulus = try reader.integer()
        publicExponent = try reader.integer()
        privateExponent = try reader.integer()
        factors = Factors(
            p: try reader.integer(),
            q: try reader.integer(),
            dp: try reader.integer(),
            dq: try reader.integer(),
            qi: try reader.integer()
        )
    }
}

/// Reads the two DER types (X.690) that an RSA private key is made of.
private struct DERReader {
    let bytes: [UInt8]
    var position = 0

    mutating func enterSequence() throws(JOSEError) { _ = try length(tag: 0x30) }

    /// An unsigned integer without leading zero bytes.
    mutating func integer() throws(JOSEError) -> [UInt8] {
        let count = try length(tag: 0x02)
        guard bytes.count - position >= count else { throw Self.malformed }
        defer { position += count }
        return Array(bytes[position..<position + count].drop { $0 == 0 })
    }

    private mutating func length(tag: UInt8) throws(JOSEError) -> Int {
        guard try byte() == tag else { throw Self.malformed }
        let first = try byte()
        guard first >= 0x80 else { return Int(first) }
        guard first <= 0x84 else { throw Self.malformed }
        var length = 0
        for _ in 0..<(first & 0x7F) { length = length << 8 | Int(try byte()) }
        return length
    }

    private mutating func byte() throws(JOSEError) -> UInt8 {
        guard position < bytes.count else { throw Self.malformed }
        defer { position += 1 }
        return bytes[position]
    }

    private static var malformed: JOSEError { JOSEError(.invalidKey, "The RSA key isn't in PKCS #1 form.") }
}
