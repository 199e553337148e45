import Testing

@testable import TesseraJOSE

@Suite("JSON Web Keys")
struct JSONWebKeyTests {
    func json(_ algorithm: SignatureAlgorithm, private isPrivate: Bool = true) throws -> JSONValue {
        try SigningKey.sample(algorithm).jsonWebKey.json(includingPrivateKey: isPrivate)
    }

    func refusal(_ json: JSONValue) -> JOSEError.Code? { TesseraJOSETests.refusal { _ = try JSONWebKey(json) } }

    @Test("coordinates have exactly the length of their curve")
    func lengths() throws {
        for algorithm in [SignatureAlgorithm.es256, .es384, .es512, .eddsa] {
            let key = try json(algorithm)
            for member in ["x", "y", "d"] where key[member] != nil {
                let bytes = try key[member].decoded()
                for changed in [Array(bytes.dropFirst()), [0] + bytes, bytes + [0], []] {
                    #expect(refusal(key.with([member: .string(Base64URL.encode(changed))])) == .invalidKey)
                }
            }
        }
    }

    @Test("a point must lie on its curve")
    func offCurve() throws {
        for algorithm in [SignatureAlgorithm.es256, .es384, .es512] {
            let key = try json(algorithm, private: false)
            let x = try #require(key["x"])
            #expect(refusal(key.with(["y": x])) == .invalidKey)
            let count = try key["x"].decoded().count
            let zero = JSONValue.string(Base64URL.encode([UInt8](repeating: 0, count: count)))
            #expect(refusal(key.with(["x": zero, "y": zero])) == .invalidKey)
        }
    }

    @Test(
        "the private part must belong to the public one",
        arguments: [SignatureAlgorithm.es256, .es384, .es512, .eddsa]
    )
    func foreignPrivatePart(algorithm: SignatureAlgorithm) throws {
        let other = try SigningKey.generate(algorithm).jsonWebKey.json(includingPrivateKey: true)
        #expect(refusal(try json(algorithm).with(["d": other["d"]])) == .invalidKey)
    }

    @Test("the numbers of a private RSA key must fit each other")
    func foreignRSA() throws {
        let key = try json(.rs256)
        let other = try json(.ps256)
        for member in ["n", "d", "p", "q", "dp", "dq", "qi"] {
            #expect(refusal(key.with([member: other[member]])) == .invalidKey, "\(member)")
        }
        for member in ["p", "q", "dp", "dq", "qi"] {
            #expect(refusal(key.with([member: nil])) == .invalidKey, "\(member)")
            #expect(refusal(key.with([member: "AQ"])) == .invalidKey, "\(member)")
            #expect(refusal(key.with([member: "Ag"])) == .invalidKey, "\(member)")
        }
        #expect(refusal(key.with(["d": nil])) == .invalidKey)
        #expect(refusal(key.with(["p": key["q"], "q": key["q"]])) == .invalidKey)
        #expect(refusal(key.with(["oth": []])) == .unsupportedKey)
    }

    @Test("a private RSA key of n, e and d alone signs; its parts are checked when it is made a signing key")
    func shortRSA() throws {
        let changes: [String: JSONValue?] = ["p": nil, "q": nil, "dp": nil, "dq": nil, "qi": nil]
        let key = try SigningKey(try JSONWebKey(try json(.rs256).with(changes)))
        let token = try key.sign([1, 2], type: nil)
        #expect(try SigningKey.sample(.rs256).verifying().verify(token).payload == [1, 2])
        let foreign = try JSONWebKey(try json(.rs256).with(changes).with(["d": json(.ps256)["d"]]))
        #expect(TesseraJOSETests.refusal { _ = try SigningKey(foreign) } == .invalidKey)
    }

    @Test("weak RSA keys are refused")
    func weakRSA() throws {
        let key = try json(.rs256, private: false)
        let modulus = try key["n"].decoded()
        // One byte shorter; the first of it must not be 0, which would be another fault.
        #expect(refusal(key.with(["n": .string(Base64URL.encode([0x81] + modulus.dropFirst(2)))])) == .weakKey)
        #expect(refusal(key.with(["n": .string(Base64URL.encode([1] + modulus.dropFirst(2)))])) == .weakKey)
        #expect(refusal(key.with(["n": .string(Base64URL.encode([0] + modulus))])) == .invalidKey)
        #expect(
            refusal(key.with(["n": .string(Base64URL.encode(modulus.dropLast() + [modulus[255] ^ 1]))])) == .invalidKey
        )
        #expect(
            refusal(key.with(["n": .string(Base64URL.encode([UInt8](repeating: 0xFF, count: 1025)))]))
                == .unsupportedKey
        )
        for exponent in ["AQ", "Ag", "AQAA", "AQAAAAE", "AAEAAQ", "", "AA"] {
            #expect([.weakKey, .invalidKey].contains(refusal(key.with(["e": .string(exponent)]))), "\(exponent)")
        }
        #expect(refusal(key.with(["e": "Aw"])) == nil)
    }

    @Test("an HMAC key is no shorter than its hash")
    func weakHMAC() throws {
        for (algorithm, count) in [(SignatureAlgorithm.hs256, 32), (.hs384, 48), (.hs512, 64)] {
            func key(_ count: Int) -> JSONValue {
                ["kty": "oct", "k": .string(Base64URL.encode([UInt8](repeating: 7, count: count)))]
            }
            #expect(refusal(key(count - 1).with(["alg": .string(algorithm.rawValue)])) == .weakKey)
            #expect(refusal(key(count).with(["alg": .string(algorithm.rawValue)])) == nil)
            let short = try JSONWebKey(key(count - 1))
            #expect(TesseraJOSETests.refusal { _ = try SigningKey(short, algorithm: algorithm) } == .weakKey)
            let set = try VerificationKeySet(JSONWebKeySet([short]), algorithms: [algorithm])
            #expect(set.omittedKeys.map(\.reason.code) == [.weakKey])
        }
        #expect(refusal(["kty": "oct", "k": ""]) == .weakKey)
    }

    @Test("alg must fit type and curve")
    func algorithm() throws {
        #expect(refusal(try json(.es256).with(["alg": "ES384"])) == .invalidKey)
        #expect(refusal(try json(.es256).with(["alg": "HS256"])) == .invalidKey)
        #expect(refusal(try json(.rs256).with(["alg": "ES256"])) == .invalidKey)
        #expect(refusal(try json(.hs512).with(["alg": "RS256"])) == .invalidKey)
        #expect(refusal(try json(.es256).with(["alg": "ES257"])) == .unsupportedAlgorithm)
        #expect(refusal(try json(.es256).with(["alg": 256])) == .invalidKey)
    }

    @Test("Ed25519 is EdDSA by another name, in a key and in a header (RFC 9864)")
    func fullySpecified() throws {
        #expect(SignatureAlgorithm(named: "Ed25519") == .eddsa)
        #expect(SignatureAlgorithm(named: "EdDSA") == .eddsa)
        for name in ["Ed448", "ed25519", "ED25519", "Ed25519 ", ""] { #expect(SignatureAlgorithm(named: name) == nil) }
        let signer = try SigningKey.generate(.eddsa, keyID: "a")
        let published = try #require(signer.publicKey).json(includingPrivateKey: false)
        for keyName in ["Ed25519", "EdDSA"] {
            let set = try JSONWebKeySet(["keys": [published.with(["alg": .string(keyName)])]])
            let keys = try VerificationKeySet(set, algorithms: [.eddsa])
            for name in ["Ed25519", "EdDSA"] {
                let header = Base64URL.encode(Array(#"{"alg":"\#(name)","kid":"a"}"#.utf8)) + "."
                _ = try keys.verify(try signer.sign([1], header: Array(header.utf8)))
            }
        }
        #expect(refusal(try json(.es256).with(["alg": "Ed25519"])) == .invalidKey)
    }

    @Test("missing, mistyped and unknown members are refused by name")
    func members() throws {
        #expect(refusal([]) == .invalidKey)
        #expect(refusal([:]) == .invalidKey)
        #expect(refusal(["kty": "EC"]) == .invalidKey)
        #expect(refusal(["kty": "XX"]) == .unsupportedKey)
        #expect(refusal(try json(.eddsa).with(["kty": "O\u{212A}P"])) == .unsupportedKey)
        #expect(refusal(try json(.es256).with(["crv": "secp256k1", "alg": nil])) == .unsupportedKey)
        #expect(refusal(try json(.eddsa).with(["crv": "Ed448"])) == .unsupportedKey)
        #expect(refusal(try json(.es256).with(["x": 1])) == .invalidKey)
        #expect(refusal(try json(.es256).with(["kid": 1])) == .invalidKey)
        #expect(refusal(try json(.es256).with(["use": nil, "key_ops": "sign"])) == .invalidKey)
        #expect(refusal(try json(.es256).with(["key_ops": ["sign", "sign"]])) == .invalidKey)
        #expect(
            refusal(try json(.es256).with(["x": .string((try json(.es256)["x"]?.string ?? "") + "=")])) == .invalidKey
        )
        #expect(
            TesseraJOSETests.refusal { _ = try JSONWebKey(parsing: Array(#"{"kty":"oct","kty":"oct"}"#.utf8)) }
                == .invalidKey
        )
    }

    @Test("the public part has no private member, and an oct key has none")
    func publicPart() throws {
        for algorithm in SignatureAlgorithm.allCases {
            let key = try SigningKey.sample(algorithm).jsonWebKey
            guard let publicKey = key.publicKey else {
                #expect(algorithm.isSymmetric)
                continue
            }
            #expect(!publicKey.isPrivate)
            let names = try #require(publicKey.json(includingPrivateKey: true).object).names
            #expect(Set(names).isDisjoint(with: ["d", "p", "q", "dp", "dq", "qi", "k"]))
            #expect(publicKey.thumbprint() == key.thumbprint())
            #expect(try JSONWebKey(publicKey.json(includingPrivateKey: true)) == publicKey)
        }
    }
}

@Suite("Key sets")
struct JSONWebKeySetTests {
    @Test("one odd key doesn't take the others with it, and is named with its place and the reason")
    func reading() throws {
        let good = try #require(try SigningKey.sample(.es256).publicKey).json(includingPrivateKey: false)
        let set = try JSONWebKeySet([
            "keys": [["kty": "XX", "kid": "a"], good, ["kty": "OKP", "crv": "X25519", "x": "AA"]], "more": 1,
        ])
        #expect(set.keys.count == 1)
        #expect(set.skippedKeys.map(\.keyID) == ["a", nil])
        let rsa = try #require(try SigningKey.sample(.rs256).publicKey).json(includingPrivateKey: false)
        let modulus = try #require(rsa["n"]?.string.flatMap { Base64URL.decode($0) })
        let odd: [JSONValue] = [
            good.with(["x": "AA", "kid": "b"]), 1, .null, good.with(["kid": .null]), good.with(["kid": 7]),
            rsa.with(["n": .string(Base64URL.encode([0] + modulus)), "kid": "zero"]),
            rsa.with(["n": .string((rsa["n"]?.string ?? "") + "="), "kid": "padded"]), good.with(["key_ops": "verify"]),
        ]
        let some = try JSONWebKeySet(["keys": .array([odd[0], good] + odd.dropFirst())])
        #expect(some.keys.count == 1)
        #expect(some.skippedKeys.map(\.position) == [0] + Array(2...odd.count))
        #expect(Set(["b", "zero", "padded"]).isSubset(of: some.skippedKeys.compactMap(\.keyID)))
        #expect(some.skippedKeys.allSatisfy { $0.reason.code == .invalidKey })
        let keys = try VerificationKeySet(some, algorithms: [.es256, .rs256])
        #expect(keys.keyIDs.count == 1)
        #expect(keys.omittedKeys.map(\.position) == some.skippedKeys.map(\.position))
        #expect(refusal { _ = try JSONWebKeySet([:]) } == .invalidKey)
        #expect(refusal { _ = try JSONWebKeySet(parsing: Array("{".utf8)) } == .invalidKey)
        #expect(try JSONWebKeySet(parsing: set.json().serialized()) == JSONWebKeySet(set.keys))
    }

    @Test("a broken key with a secret member refuses the set: its publisher shows secrets")
    func brokenSecret() throws {
        let good = try #require(try SigningKey.sample(.es256).publicKey).json(includingPrivateKey: false)
        for member in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            let broken = good.with(["x": "AA", member: "AA"])
            #expect(refusal { _ = try JSONWebKeySet(["keys": [good, broken]]) } == .invalidKey, "\(member)")
        }
    }

    @Test("a map of certificates in the place of a key set is called by its name")
    func certificates() throws {
        let map: JSONValue = ["1": "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"]
        let error = #expect(throws: JOSEError.self) { try JSONWebKeySet(map) }
        #expect(error?.detail.contains("map of certificates") == true)
        #expect(error?.detail.contains("jwks_uri") == true)
    }

    @Test("a set is published without private parts and without symmetric keys")
    func publishing() throws {
        let set = JSONWebKeySet([try SigningKey.sample(.es256).jsonWebKey, try SigningKey.sample(.hs256).jsonWebKey])
        let published = try #require(set.json()["keys"]?.array)
        #expect(published.count == 1)
        #expect(published.first?["d"] == nil)
    }

    @Test("keys that may not verify are left out with the reason")
    func omitted() throws {
        let good = try #require(try SigningKey.sample(.es256).publicKey).json(includingPrivateKey: false)
        let rsa = try #require(try SigningKey.sample(.rs256).publicKey).json(includingPrivateKey: false).with([
            "alg": nil
        ])
        let set = try JSONWebKeySet([
            "keys": [
                good.with(["use": "enc", "kid": "1"]), good.with(["key_ops": ["encrypt"], "kid": "2"]),
                good.with(["key_ops": ["sign"], "kid": "3"]), rsa.with(["kid": "4"]), good.with(["kid": "5"]),
                ["kty": "XX", "kid": "6"],
            ]
        ])
        let keys = try VerificationKeySet(set, algorithms: [.es256, .ps384, .ps256])
        #expect(keys.keyIDs == ["5"])
        #expect(keys.omittedKeys.map(\.keyID) == ["6", "1", "2", "3", "4"])
        let codes: [JOSEError.Code] = [.unsupportedKey, .invalidKey, .invalidKey, .invalidKey, .invalidKey]
        #expect(keys.omittedKeys.map(\.reason.code) == codes)
        #expect(try VerificationKeySet(set, algorithms: [.eddsa]).keyIDs == [])
        #expect(try VerificationKeySet(set, algorithms: [.ps256]).keyIDs == ["4"])
    }

    @Test("an RSA key without alg verifies by RS256 where that is allowed, and by no other algorithm besides")
    func withoutAlgorithm() throws {
        let signer = try SigningKey.sample(.rs256)
        let rsa = try #require(signer.publicKey).json(includingPrivateKey: false).with(["alg": nil])
        let keys = try VerificationKeySet(JSONWebKeySet(["keys": [rsa]]), algorithms: [.es256, .rs256, .ps256, .rs512])
        #expect(keys.omittedKeys == [])
        _ = try keys.verify(try signer.sign([], type: nil))
        let bare = try JSONWebKey(signer.jsonWebKey.json(includingPrivateKey: true).with(["alg": nil]))
        let other = try SigningKey(bare, algorithm: .ps256)
        #expect(refusal { _ = try keys.verify(try other.sign([], type: nil)) } == .algorithmMismatch)
    }

    @Test("keys of one ID are told apart by their algorithm")
    func sharedID() throws {
        let signers = [
            try SigningKey.generate(.es256, keyID: "a"), try SigningKey.generate(.eddsa, keyID: "a"),
            try SigningKey.generate(.es384, keyID: "a"),
        ]
        let set = JSONWebKeySet(signers.compactMap(\.publicKey))
        let keys = try VerificationKeySet(set, algorithms: [.es256, .eddsa, .es384, .es512])
        #expect(keys.keyIDs == ["a", "a", "a"])
        for signer in signers {
            // A header that no key prepared, so that it is read.
            let header = Base64URL.encode(Array(#"{"kid":"a","alg":"\#(signer.algorithm.rawValue)"}"#.utf8)) + "."
            _ = try keys.verify(try signer.sign([1], header: Array(header.utf8)))
            _ = try keys.verify(try signer.sign([1], type: nil))
        }
        let fourth = try SigningKey.generate(.es512, keyID: "a")
        #expect(refusal { _ = try keys.verify(try fourth.sign([1], type: nil)) } == .algorithmMismatch)
    }

    @Test("of different keys with one ID and one algorithm none is used, and of one key listed twice one is")
    func ambiguousID() throws {
        let first = try SigningKey.generate(.es256, keyID: "a")
        let second = try SigningKey.generate(.es256, keyID: "a")
        let other = try SigningKey.generate(.es256, keyID: "b")
        let keys = try VerificationKeySet(
            JSONWebKeySet([first, second, other, other].compactMap(\.publicKey)),
            algorithms: [.es256]
        )
        #expect(keys.keyIDs == ["b"])
        #expect(keys.omittedKeys.map(\.position) == [0, 1])
        for signer in [first, second] {
            #expect(refusal { _ = try keys.verify(try signer.sign([], type: nil)) } == .unknownKeyID)
        }
        _ = try keys.verify(try other.sign([], type: nil))
    }

    @Test("secret beside public keys are refused")
    func mixed() throws {
        let mixed = JSONWebKeySet([try SigningKey.sample(.es256).jsonWebKey, try SigningKey.sample(.hs256).jsonWebKey])
        #expect(refusal { _ = try VerificationKeySet(mixed, algorithms: [.es256, .hs256]) } == .invalidKey)
    }
}
