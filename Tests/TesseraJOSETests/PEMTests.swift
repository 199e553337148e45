import Crypto
import CryptoExtras
import Foundation
import Testing

@testable import TesseraJOSE

@Suite("Public keys in PEM")
struct PEMTests {
    @Test("a public key of each type verifies what its private key signed")
    func verifying() throws {
        let content = Array("{}".utf8)
        let p256 = P256.Signing.PrivateKey()
        try check(p256.publicKey.pemRepresentation, .es256, p256.rawRepresentation, content)
        let p384 = P384.Signing.PrivateKey()
        try check(p384.publicKey.pemRepresentation, .es384, p384.rawRepresentation, content)
        let p521 = P521.Signing.PrivateKey()
        try check(p521.publicKey.pemRepresentation, .es512, p521.rawRepresentation, content)
        let edwards = Curve25519.Signing.PrivateKey()
        let prefix: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
        let der = Data(prefix) + edwards.publicKey.rawRepresentation
        let pem = "-----BEGIN PUBLIC KEY-----\n\(der.base64EncodedString())\n-----END PUBLIC KEY-----\n"
        try check(pem, .eddsa, edwards.rawRepresentation, content)
        let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let key = try JSONWebKey(publicPEM: rsa.publicKey.pemRepresentation)
        #expect(key.json(includingPrivateKey: true)["kty"] == "RSA" && !key.isPrivate)
        #expect(key.json(includingPrivateKey: false)["e"] == "AQAB")
    }

    @Test("white space counts nowhere: a key on one line, with other line ends and blank lines is the same key")
    func whiteSpace() throws {
        let pem = P256.Signing.PrivateKey().publicKey.pemRepresentation
        let key = try JSONWebKey(publicPEM: pem)
        for text in [
            pem.replacing("\n", with: " "), pem.replacing("\n", with: ""), pem.replacing("\n", with: "\r\n"),
            "\n  " + pem + "\n\n", pem.replacing("\n", with: "\n\n\t"),
        ] {
            #expect(try JSONWebKey(publicPEM: text) == key)
        }
        for text in [pem + "x", "x" + pem, pem + pem, pem.replacing("-----END", with: "!-----END")] {
            #expect(refusal { _ = try JSONWebKey(publicPEM: text) } == .invalidKey)
        }
    }

    @Test("PEM that is no public key is called by its name, with the command that makes one of it")
    func otherKinds() throws {
        for (label, words) in [
            ("CERTIFICATE", "openssl x509 -pubkey"), ("PRIVATE KEY", "openssl pkey -pubout"),
            ("EC PRIVATE KEY", "openssl pkey -pubout"), ("RSA PUBLIC KEY", "-RSAPublicKey_in -pubout"),
        ] {
            let pem = "-----BEGIN \(label)-----\nAA==\n-----END \(label)-----\n"
            let error = #expect(throws: JOSEError.self) { try JSONWebKey(publicPEM: pem) }
            #expect(error?.code == .unsupportedKey && error?.detail.contains(words) == true)
        }
    }

    private func check(_ pem: String, _ algorithm: SignatureAlgorithm, _ secret: Data, _ content: [UInt8]) throws {
        let key = try JSONWebKey(publicPEM: pem)
        #expect(key.keyID == nil && !key.isPrivate)
        var json = try #require(key.json(includingPrivateKey: false).object)
        json["d"] = .string(Base64URL.encode(secret))
        json["kid"] = "private"
        let token = try SigningKey(JSONWebKey(.object(json)), algorithm: algorithm).sign(content, type: nil)
        // The token names an id that the key in PEM has not.
        let set = JSONWebKeySet([key])
        let lone = try VerificationKeySet(set, algorithms: [algorithm], ignoringKeyIDs: true)
        #expect(try lone.verify(token).payload == content)
        #expect(refusal { _ = try VerificationKeySet(set, algorithms: [algorithm]).verify(token) } == .unknownKeyID)
    }

    @Test("ids are ignored only while there is one key")
    func severalKeys() throws {
        let keys = JSONWebKeySet([.es256, .eddsa].compactMap { SigningKey.samples[$0]?.publicKey })
        let set = try VerificationKeySet(keys, algorithms: [.es256, .eddsa], ignoringKeyIDs: true)
        let other = try SigningKey.generate(.es256, keyID: "other").sign([], type: nil)
        #expect(refusal { _ = try set.verify(other) } == .unknownKeyID)
    }

    @Test("a private key, a certificate, a short key and nonsense are refused")
    func refusals() {
        let secret = P256.Signing.PrivateKey().pemRepresentation
        #expect(refusal { _ = try JSONWebKey(publicPEM: secret) } == .unsupportedKey)
        #expect(refusal { _ = try JSONWebKey(publicPEM: "-----BEGIN CERTIFICATE-----\n") } == .unsupportedKey)
        let nonsense = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"
        #expect(refusal { _ = try JSONWebKey(publicPEM: nonsense) } == .invalidKey)
        let short = try? _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: 1024)).publicKey.pemRepresentation
        if let short { #expect(refusal { _ = try JSONWebKey(publicPEM: short) } == .weakKey) }
    }

    @Test("an RSA key in DER is read to its end and refused at every other byte of its frame")
    func strictDER() throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048).publicKey
        let der = Array(key.derRepresentation)
        let numbers = try key.getKeyPrimitives()
        let material = try RSAKeyMaterial(publicKeyInfo: der)
        #expect(material.modulus == Array(numbers.modulus) && material.publicExponent == [1, 0, 1])
        func isRefused(_ der: [UInt8]) -> Bool { (try? RSAKeyMaterial(publicKeyInfo: der)) == nil }
        for count in 0..<der.count { #expect(isRefused(Array(der.prefix(count)))) }
        #expect(isRefused(der + [0]))
        // Every bit of the frame: tags, lengths, the algorithm, the unused bits, and the sign of the modulus.
        for place in 0..<33 {
            for bit in 0..<8 where place < 32 || bit == 7 {
                var changed = der
                changed[place] ^= 1 << bit
                #expect(isRefused(changed), "bit \(bit) of byte \(place)")
            }
        }
        // A length that is longer than it has to be: 82 01 22 as 83 00 01 22.
        var long = der
        long.replaceSubrange(1...1, with: [0x83, 0x00])
        #expect(isRefused(long))
    }

    @Test("reading public keys that are no RSA keys a thousand times leaves the memory in order")
    func memory() throws {
        let pem = P256.Signing.PrivateKey().publicKey.pemRepresentation
        for _ in 0..<1_000 {
            #expect(try JSONWebKey(publicPEM: pem).isPrivate == false)
            // What is freed twice is found by the allocator when others take memory in between.
            #expect([UInt8](repeating: 1, count: 24).count == 24)
        }
    }
}
