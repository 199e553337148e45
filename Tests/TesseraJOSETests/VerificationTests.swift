import TesseraJOSE
import Testing

@Suite("Strict verification")
struct VerificationTests {
    let key: SigningKey
    let keys: VerificationKeySet

    init() throws {
        key = try SigningKey(SigningKey.sample(.es256).jsonWebKey)
        keys = try key.verifying()
    }

    func refusal(header: String) throws -> JOSEError.Code? {
        let token = try key.token(header: header)
        return TesseraJOSETests.refusal { _ = try keys.verify(token) }
    }

    @Test("the header's algorithm must be the key's")
    func algorithm() throws {
        #expect(try refusal(header: #"{"alg":"ES256","kid":"\#(key.keyID)"}"#) == nil)
        #expect(try refusal(header: #"{"alg":"HS256","kid":"\#(key.keyID)"}"#) == .algorithmNotAllowed)
        #expect(try refusal(header: #"{"alg":"none","kid":"\#(key.keyID)"}"#) == .unsupportedAlgorithm)
        #expect(try refusal(header: #"{"alg":"es256","kid":"\#(key.keyID)"}"#) == .unsupportedAlgorithm)
        #expect(try refusal(header: #"{"kid":"\#(key.keyID)"}"#) == .invalidHeader)
        let both = try VerificationKeySet(
            JSONWebKeySet([try #require(key.publicKey), try #require(try SigningKey.sample(.eddsa).publicKey)]),
            algorithms: [.es256, .eddsa]
        )
        let token = try key.token(header: #"{"alg":"EdDSA","kid":"\#(key.keyID)"}"#)
        #expect(TesseraJOSETests.refusal { _ = try both.verify(token) } == .algorithmMismatch)
    }

    @Test("a public key never serves as an HMAC secret")
    func confusion() throws {
        let publicKey = try #require(key.publicKey)
        let secret = publicKey.json(includingPrivateKey: false).serialized()
        let forger = try SigningKey(
            try JSONWebKey(["kty": "oct", "k": .string(Base64URL.encode(secret)), "kid": .string(key.keyID)]),
            algorithm: .hs256
        )
        let token = try forger.sign(Array("{}".utf8), type: "JWT")
        let lax = try VerificationKeySet(JSONWebKeySet([publicKey]), algorithms: Set(SignatureAlgorithm.allCases))
        #expect(TesseraJOSETests.refusal { _ = try lax.verify(token) } == .algorithmMismatch)
        #expect(TesseraJOSETests.refusal { _ = try keys.verify(token) } == .algorithmNotAllowed)
    }

    @Test("a kid must name a key; without kid the set must hold exactly one")
    func keyID() throws {
        let other = try SigningKey.generate(.es256)
        let two = try VerificationKeySet(
            JSONWebKeySet([try #require(key.publicKey), try #require(other.publicKey)]),
            algorithms: [.es256]
        )
        let without = try key.token(header: #"{"alg":"ES256"}"#)
        #expect(try keys.verify(without).keyID == key.keyID)
        #expect(TesseraJOSETests.refusal { _ = try two.verify(without) } == .missingKeyID)
        #expect(try refusal(header: #"{"alg":"ES256","kid":"other"}"#) == .unknownKeyID)
        #expect(try refusal(header: #"{"alg":"ES256","kid":""}"#) == .unknownKeyID)
        #expect(two.keyIDs == [key.keyID, other.keyID])
        #expect(two.contains(keyID: other.keyID))
        #expect(!two.contains(keyID: "other"))
        let empty = try VerificationKeySet(JSONWebKeySet([]), algorithms: [.es256])
        #expect(TesseraJOSETests.refusal { _ = try empty.verify(without) } == .missingKeyID)
        let nameless = try #require(key.publicKey).json(includingPrivateKey: false).with(["kid": nil])
        let set = try VerificationKeySet(JSONWebKeySet([try JSONWebKey(nameless)]), algorithms: [.es256])
        #expect(try set.verify(without).keyID == nil)
        let named = try key.sign([1], type: nil)
        #expect(TesseraJOSETests.refusal { _ = try set.verify(named) } == .unknownKeyID)
    }

    @Test("key IDs are compared byte by byte")
    func keyIDBytes() throws {
        let kelvin = try SigningKey.generate(.es256, keyID: "\u{212A}")
        let token = try kelvin.token(header: #"{"alg":"ES256","kid":"K"}"#)
        #expect(TesseraJOSETests.refusal { _ = try kelvin.verifying().verify(token) } == .unknownKeyID)
        #expect(!(try kelvin.verifying().contains(keyID: "K")))
    }

    @Test(
        "headers that aren't strict are refused",
        arguments: [
            #"{"alg":"ES256","alg":"ES256"}"#, #"{"alg":"ES256","\u0061lg":"ES256"}"#, #"{"alg":"ES256","kid":1}"#,
            #"{"alg":"ES256","typ":null}"#, #"{"alg":["ES256"]}"#, #"{"alg":"ES256","cty":{}}"#, #"["ES256"]"#,
            #""ES256""#,
            #"{"alg":"ES256","jwk":"x"}"#, #"{"alg":"ES256","x5c":[1]}"#, #"{"alg":"ES256","jku":1}"#,
            #"{"alg":"ES256"}x"#,
            #"{"alg":"ES256",}"#, "", #"{"alg":"ES256","a":[[[[[[[[[]]]]]]]]]}"#,
        ]
    )
    func strictHeader(header: String) throws {
        let expected: JOSEError.Code = header.isEmpty ? .malformed : .invalidHeader
        #expect(try refusal(header: header) == expected)
    }

    @Test("headers in other encodings are refused")
    func encodings() throws {
        let header = #"{"alg":"ES256"}"#
        let marked = try key.token(header: [0xEF, 0xBB, 0xBF] + Array(header.utf8))
        let wide = try key.token(header: header.utf8.flatMap { [$0, 0] })
        #expect(TesseraJOSETests.refusal { _ = try keys.verify(marked) } == .invalidHeader)
        #expect(TesseraJOSETests.refusal { _ = try keys.verify(wide) } == .invalidHeader)
    }

    @Test(
        "extensions that demand to be understood are refused",
        arguments: [
            #"{"alg":"ES256","crit":["exp"],"exp":1}"#, #"{"alg":"ES256","crit":[]}"#, #"{"alg":"ES256","b64":false}"#,
            #"{"alg":"ES256","b64":false,"crit":["b64"]}"#, #"{"alg":"ES256","b64":true}"#,
        ]
    )
    func critical(header: String) throws {
        #expect(try refusal(header: header) == .criticalHeader)
    }

    @Test("a key or an address in the header is never used")
    func embedded() throws {
        let forger = try SigningKey.generate(.es256, keyID: key.keyID)
        let jwk = String(
            decoding: try #require(forger.publicKey).json(includingPrivateKey: false).serialized(),
            as: UTF8.self
        )
        let header = #"{"alg":"ES256","kid":"\#(key.keyID)","jwk":\#(jwk),"jku":"https://evil.example/jwks"}"#
        let forged = try forger.token(header: header)
        #expect(TesseraJOSETests.refusal { _ = try keys.verify(forged) } == .invalidSignature)
        let own = try key.token(header: header)
        #expect(try keys.verify(own).header.parameters["jku"] == "https://evil.example/jwks")
    }

    @Test("a token has three canonical parts")
    func parts() throws {
        let token = try key.sign(Array(#"{"a":1}"#.utf8), type: "JWT")
        let parts = token.split(separator: ".").map(String.init)
        let (header, payload, signature) = (parts[0], parts[1], parts[2])
        let broken = [
            "", ".", "..", "...", header, "\(header).\(payload)", ".\(payload).\(signature)", "\(header).\(payload).",
            "\(token).", "\(token).\(signature)", "\(header)=.\(payload).\(signature)", "\(token)=", "\(token)==",
            " \(token)",
            "\(token)\n", "é\(token)", "\(header) .\(payload).\(signature)",
        ]
        for text in broken { #expect(TesseraJOSETests.refusal { _ = try keys.verify(text) } == .malformed, "\(text)") }
        let empty = "\(header)..\(signature)"
        #expect(TesseraJOSETests.refusal { _ = try keys.verify(empty) } == .invalidSignature)
    }

    @Test("the payload isn't decoded before the signature is verified")
    func order() throws {
        let header = Base64URL.encode(Array(#"{"alg":"ES256"}"#.utf8))
        let signed = try key.token(content: "\(header).A*B")
        #expect(TesseraJOSETests.refusal { _ = try keys.verify(signed) } == .malformed)
        let unsigned = "\(header).A*B.\(String(repeating: "A", count: 86))"
        #expect(TesseraJOSETests.refusal { _ = try keys.verify(unsigned) } == .invalidSignature)
    }

    @Test("a signature in another spelling or of another length is refused")
    func signatureSpelling() throws {
        let token = try key.sign([1], type: nil)
        // 64 bytes leave four bits of the last character unused.
        let last = try #require(token.utf8.last)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        let index = try #require(alphabet.firstIndex(of: last))
        let respelled = Array(token.utf8.dropLast()) + [alphabet[index + 1]]
        #expect(TesseraJOSETests.refusal { _ = try keys.verify(respelled) } == .malformed)
        let longer = token + "AAAA"
        #expect(TesseraJOSETests.refusal { _ = try keys.verify(longer) } != nil)
    }

    @Test("a token longer than allowed is refused before anything is read")
    func size() throws {
        let small = try VerificationKeySet(
            JSONWebKeySet([try #require(key.publicKey)]),
            algorithms: [.es256],
            maximumTokenBytes: 300
        )
        let token = try key.sign([UInt8](repeating: 65, count: 300), type: nil)
        #expect(TesseraJOSETests.refusal { _ = try small.verify(token) } == .tooLarge)
        #expect(TesseraJOSETests.refusal { _ = try keys.verify(String(repeating: "A", count: 65537)) } == .tooLarge)
        #expect(try keys.verify(token).payload.count == 300)
    }

    @Test("an error says the rule and nothing of the token")
    func errors() throws {
        let token = try key.sign(Array("geheim".utf8), type: "JWT")
        let forged = token.dropLast(4) + "AAAA"
        let error = try #require(throws: JOSEError.self) { try keys.verify(String(forged)) }
        #expect(error.code == .invalidSignature)
        #expect(error.description.hasPrefix("invalid_signature: "))
        for part in token.split(separator: ".") { #expect(!error.description.contains(part)) }
    }
}
