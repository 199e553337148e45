import TesseraJOSE
import Testing

@Suite("Signing and verifying")
struct SigningTests {
    static let payload = Array(#"{"iss":"https://a.example","sub":"1","exp":2000000000}"#.utf8)

    @Test("what a key signs its public key verifies, for every algorithm", arguments: SignatureAlgorithm.allCases)
    func roundTrip(algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.sample(algorithm)
        let keys = try key.verifying()
        for type in ["at+jwt", "JWT", nil, "secevent+jwt"] {
            let token = try key.sign(Self.payload, type: type)
            let verified = try keys.verify(token)
            #expect(verified.payload == Self.payload)
            #expect(verified.keyID == key.keyID)
            #expect(verified.header.algorithm == algorithm)
            #expect(verified.header.keyID == key.keyID)
            #expect(verified.header.type == type)
            #expect(try keys.verify(Array(token.utf8)).payload == Self.payload)
        }
    }

    @Test("the header is alg, typ, kid in this order")
    func header() throws {
        let key = try SigningKey.generate(.es256, keyID: "k1")
        let token = try key.sign([], type: "at+jwt")
        let first = try #require(token.split(separator: ".", omittingEmptySubsequences: false).first)
        #expect(Base64URL.decode(String(first)) == Array(#"{"alg":"ES256","typ":"at+jwt","kid":"k1"}"#.utf8))
        #expect(try key.verifying().verify(token).payload.isEmpty)
    }

    @Test("a header that we issue and the same read as JSON are the same value")
    func preparedHeader() throws {
        let key = try SigningKey.generate(.es256, keyID: "k\"1\n")
        let prepared = try key.verifying().verify(try key.sign([1], type: "JWT")).header
        let spelled = try key.verifying().verify(
            try key.token(header: #"{"alg":"ES256", "typ":"JWT","kid":"k\"1\u000a"}"#)
        ).header
        #expect(prepared == spelled)
    }

    @Test("one changed bit anywhere is refused", arguments: [SignatureAlgorithm.hs256, .es256, .eddsa, .rs256, .ps256])
    func changed(algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.sample(algorithm)
        let keys = try key.verifying()
        let token = Array(try key.sign(Self.payload, type: "JWT").utf8)
        for place in stride(from: 0, to: token.count, by: 3) {
            var changed = token
            changed[place] ^= 1
            #expect(throws: JOSEError.self) { try keys.verify(changed) }
        }
        #expect(throws: JOSEError.self) { try keys.verify(Array(token.dropLast())) }
        #expect(throws: JOSEError.self) { try keys.verify(token + [UInt8(ascii: "A")]) }
    }

    @Test(
        "another key of the same kind refuses",
        arguments: [SignatureAlgorithm.hs256, .hs512, .es256, .es384, .eddsa]
    )
    func otherKey(algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.sample(algorithm)
        let other = try SigningKey.generate(algorithm, keyID: key.keyID)
        let token = try key.sign(Self.payload, type: nil)
        #expect(refusal { _ = try other.verifying().verify(token) } == .invalidSignature)
    }

    @Test("a private key survives being written and read, for every algorithm", arguments: SignatureAlgorithm.allCases)
    func stored(algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.sample(algorithm)
        let bytes = key.jsonWebKey.json(includingPrivateKey: true).serialized()
        let restored = try SigningKey(try JSONWebKey(parsing: bytes))
        #expect(restored.jsonWebKey == key.jsonWebKey)
        #expect(try key.verifying().verify(try restored.sign([1, 2, 3], type: nil)).payload == [1, 2, 3])
    }

    @Test("a generated key has the thumbprint as ID, alg and use; an HMAC key's ID tells nothing of it")
    func generated() throws {
        let key = try SigningKey.generate(.es256)
        let publicKey = try #require(key.publicKey)
        #expect(key.keyID == publicKey.thumbprint())
        #expect(publicKey.keyID == key.keyID)
        #expect(publicKey.algorithm == .es256)
        #expect(publicKey.use == "sig")
        #expect(!publicKey.isPrivate)
        let secret = try SigningKey.generate(.hs256)
        #expect(secret.publicKey == nil)
        #expect(secret.keyID != secret.jsonWebKey.thumbprint())
        #expect(try SigningKey.generate(.hs256).keyID != secret.keyID)
    }

    @Test("an RSA key has the bits that were asked for, and no fewer than 2048")
    func rsaSizes() throws {
        let key = try SigningKey.generate(.ps256, rsaBits: 3072)
        let modulus = try #require(key.publicKey?.json(includingPrivateKey: false)["n"]?.string)
        #expect(Base64URL.decode(modulus)?.count == 384)
        #expect(try key.verifying().verify(try key.sign([7], type: nil)).payload == [7])
        #expect(refusal { _ = try SigningKey.generate(.rs256, rsaBits: 1024) } == .weakKey)
        #expect(refusal { _ = try SigningKey.generate(.rs256, rsaBits: 2056) } == .unsupportedKey)
    }

    @Test("a key that isn't meant for signing doesn't sign")
    func notForSigning() throws {
        let json = try SigningKey.sample(.es256).jsonWebKey.json(includingPrivateKey: true)
        #expect(refusal { _ = try SigningKey(try JSONWebKey(json.with(["use": "enc"]))) } == .invalidKey)
        #expect(refusal { _ = try SigningKey(try JSONWebKey(json.with(["key_ops": ["verify"]]))) } == .invalidKey)
        #expect(refusal { _ = try SigningKey(try JSONWebKey(json.with(["d": nil]))) } == .invalidKey)
        #expect(try SigningKey(try JSONWebKey(json.with(["key_ops": ["sign"]]))).publicKey?.operations == ["verify"])
    }

    @Test("the algorithm is the key's, or the only one, or must be named")
    func algorithm() throws {
        let rsa = try SigningKey.sample(.ps256).jsonWebKey.json(includingPrivateKey: true)
        #expect(refusal { _ = try SigningKey(try JSONWebKey(rsa), algorithm: .rs256) } == .algorithmMismatch)
        #expect(refusal { _ = try SigningKey(try JSONWebKey(rsa), algorithm: .es256) } == .algorithmMismatch)
        #expect(refusal { _ = try SigningKey(try JSONWebKey(rsa.with(["alg": nil]))) } == .invalidKey)
        #expect(try SigningKey(try JSONWebKey(rsa.with(["alg": nil])), algorithm: .rs512).algorithm == .rs512)
        let curve = try SigningKey.sample(.es384).jsonWebKey.json(includingPrivateKey: true)
        #expect(try SigningKey(try JSONWebKey(curve.with(["alg": nil]))).algorithm == .es384)
    }

    @Test("no description of a key shows a secret", arguments: SignatureAlgorithm.allCases)
    func secrecy(algorithm: SignatureAlgorithm) throws {
        let key = try SigningKey.sample(algorithm)
        let json = key.jsonWebKey.json(includingPrivateKey: true)
        let secrets = ["d", "k", "p", "q", "dp", "dq", "qi"].compactMap { json[$0]?.string }
        #expect(!secrets.isEmpty)
        var dumped = ""
        dump(key, to: &dumped)
        dump(key.jsonWebKey, to: &dumped)
        let shown = [
            "\(key)", "\(key.jsonWebKey)", String(reflecting: key), String(reflecting: key.jsonWebKey), dumped,
            "\([key.jsonWebKey])", "\(JSONWebKeySet([key.jsonWebKey]))", "\(JSONWebKeySet([key.jsonWebKey]).json())",
            "\(key.jsonWebKey.json(includingPrivateKey: false))",
        ]
        for secret in secrets { #expect(!shown.contains { $0.contains(secret) }) }
    }
}
