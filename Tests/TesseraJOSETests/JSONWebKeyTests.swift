import TesseraJOSE
import Testing

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
    @Test("keys of unknown types are passed over, broken ones refuse the set")
    func reading() throws {
        let good = try #require(try SigningKey.sample(.es256).publicKey).json(includingPrivateKey: false)
        let set = try JSONWebKeySet([
            "keys": [["kty": "XX", "kid": "a"], good, ["kty": "OKP", "crv": "X25519", "x": "AA"]], "more": 1,
        ])
        #expect(set.keys.count == 1)
        #expect(set.skippedKeys.map(\.keyID) == ["a", nil])
        #expect(refusal { _ = try JSONWebKeySet(["keys": [good, good.with(["x": "AA"])]]) } == .invalidKey)
        #expect(refusal { _ = try JSONWebKeySet(["keys": [1]]) } == .invalidKey)
        #expect(refusal { _ = try JSONWebKeySet([:]) } == .invalidKey)
        #expect(refusal { _ = try JSONWebKeySet(parsing: Array("{".utf8)) } == .invalidKey)
        #expect(try JSONWebKeySet(parsing: set.json().serialized()) == JSONWebKeySet(set.keys))
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
        let keys = try VerificationKeySet(set, algorithms: [.es256, .rs256, .ps256])
        #expect(keys.keyIDs == ["5"])
        #expect(keys.omittedKeys.map(\.keyID) == ["6", "1", "2", "3", "4"])
        let codes: [JOSEError.Code] = [.unsupportedKey, .invalidKey, .invalidKey, .invalidKey, .invalidKey]
        #expect(keys.omittedKeys.map(\.reason.code) == codes)
        #expect(try VerificationKeySet(set, algorithms: [.eddsa]).keyIDs == [])
        #expect(try VerificationKeySet(set, algorithms: [.ps256]).keyIDs == ["4"])
    }

    @Test("two keys of one ID, and secret beside public keys, are refused")
    func ambiguous() throws {
        let first = try SigningKey.generate(.es256, keyID: "a").publicKey
        let second = try SigningKey.generate(.eddsa, keyID: "a").publicKey
        let set = JSONWebKeySet([first, second].compactMap { $0 })
        #expect(refusal { _ = try VerificationKeySet(set, algorithms: [.es256, .eddsa]) } == .invalidKey)
        #expect(try VerificationKeySet(set, algorithms: [.es256]).keyIDs == ["a"])
        let mixed = JSONWebKeySet([try SigningKey.sample(.es256).jsonWebKey, try SigningKey.sample(.hs256).jsonWebKey])
        #expect(refusal { _ = try VerificationKeySet(mixed, algorithms: [.es256, .hs256]) } == .invalidKey)
    }
}
