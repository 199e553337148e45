import Crypto
import CryptoExtras
import Foundation
import TesseraJOSE

/// The bare calls of swift-crypto that a token can't do without: what everything else is measured against.
struct RawCalls {
    let sign: @Sendable () throws -> Void
    let verify: @Sendable () throws -> Void

    /// Prepares the calls for a key, over the content of a token that the key signed.
    init(_ key: SigningKey, token: String) throws {
        let parts = token.split(separator: ".")
        let content = Data("\(parts[0]).\(parts[1])".utf8)
        let signature = Data(try Self.bytes(String(parts[2])))
        let json = key.jsonWebKey.json(includingPrivateKey: true)
        func number(_ name: String) throws -> [UInt8] { try Self.bytes(json[name]?.string ?? "") }

        switch key.algorithm {
        case .hs256:
            let secret = SymmetricKey(data: try number("k"))
            sign = { blackHole(HMAC<SHA256>.authenticationCode(for: content, using: secret)) }
            verify = {
                try require(HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: content, using: secret))
            }
        case .hs384:
            let secret = SymmetricKey(data: try number("k"))
            sign = { blackHole(HMAC<SHA384>.authenticationCode(for: content, using: secret)) }
            verify = {
                try require(HMAC<SHA384>.isValidAuthenticationCode(signature, authenticating: content, using: secret))
            }
        case .hs512:
            let secret = SymmetricKey(data: try number("k"))
            sign = { blackHole(HMAC<SHA512>.authenticationCode(for: content, using: secret)) }
            verify = {
                try require(HMAC<SHA512>.isValidAuthenticationCode(signature, authenticating: content, using: secret))
            }
        case .es256:
            let secret = try P256.Signing.PrivateKey(rawRepresentation: number("d"))
            let key = secret.publicKey
            sign = { blackHole(try secret.signature(for: content)) }
            verify = { try require(key.isValidSignature(try .init(rawRepresentation: signature), for: content)) }
        case .es384:
            let secret = try P384.Signing.PrivateKey(rawRepresentation: number("d"))
            let key = secret.publicKey
            sign = { blackHole(try secret.signature(for: content)) }
            verify = { try require(key.isValidSignature(try .init(rawRepresentation: signature), for: content)) }
        case .es512:
            let secret = try P521.Signing.PrivateKey(rawRepresentation: number("d"))
            let key = secret.publicKey
            sign = { blackHole(try secret.signature(for: content)) }
            verify = { try require(key.isValidSignature(try .init(rawRepresentation: signature), for: content)) }
        case .eddsa:
            let secret = try Curve25519.Signing.PrivateKey(rawRepresentation: number("d"))
            let key = secret.publicKey
            sign = { blackHole(try secret.signature(for: content)) }
            verify = { try require(key.isValidSignature(signature, for: content)) }
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512:
            let secret = try key.rsaPrivateKey()
            let key = secret.publicKey
            let (padding, hash) = (Self.padding(key: key, json["alg"]?.string), Self.hash(json["alg"]?.string))
            sign = { blackHole(try hash.sign(secret, content, padding)) }
            verify = { try require(hash.verify(key, .init(rawRepresentation: signature), content, padding)) }
        }
    }

    static func bytes(_ text: String) throws -> [UInt8] {
        guard let bytes = Base64URL.decode(text) else { throw BenchmarkFailure("not base64url") }
        return bytes
    }

    private static func padding(key: _RSA.Signing.PublicKey, _ algorithm: String?) -> _RSA.Signing.Padding {
        algorithm?.hasPrefix("PS") == true ? .PSS : .insecurePKCS1v1_5
    }

    private static func hash(_ algorithm: String?) -> RSAHash {
        switch algorithm?.suffix(3) {
        case "384": RSAHash(SHA384.self)
        case "512": RSAHash(SHA512.self)
        default: RSAHash(SHA256.self)
        }
    }
}

/// RSA by one hash function, chosen before the clock runs.
private struct RSAHash: Sendable {
    let sign: @Sendable (_RSA.Signing.PrivateKey, Data, _RSA.Signing.Padding) throws -> _RSA.Signing.RSASignature
    let verify: @Sendable (_RSA.Signing.PublicKey, _RSA.Signing.RSASignature, Data, _RSA.Signing.Padding) -> Bool

    init<Hash: HashFunction>(_ hash: Hash.Type) {
        sign = { key, content, padding in try key.signature(for: Hash.hash(data: content), padding: padding) }
        verify = { key, signature, content, padding in
            key.isValidSignature(signature, for: Hash.hash(data: content), padding: padding)
        }
    }
}

extension SigningKey {
    func rsaPrivateKey() throws -> _RSA.Signing.PrivateKey {
        let json = jsonWebKey.json(includingPrivateKey: true)
        func number(_ name: String) throws -> [UInt8] { try RawCalls.bytes(json[name]?.string ?? "") }
        return try .init(n: number("n"), e: number("e"), d: number("d"), p: number("p"), q: number("q"))
    }
}
