import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import Testing

@testable import TesseraVerifier

@Suite("DPoP proofs, RFC 9449 §4.3")
struct DPoPProofTests {
    let maker: ProofMaker
    let verifier: DPoPVerifier

    init() throws {
        maker = try ProofMaker()
        verifier = DPoPVerifier(now: { TestIssuer.now })
    }

    private func refusal(_ proof: String) -> DPoPRule? { rule(verifier, ProofMaker.presented(proof)) }

    private func refusal(_ change: (inout JSONObject) -> Void) throws -> DPoPRule? {
        refusal(try maker.proof(nil, change))
    }

    @Test(arguments: [SignatureAlgorithm.es256, .eddsa, .ps256, .rs256])
    func `a good proof by each algorithm proves its key`(algorithm: SignatureAlgorithm) throws {
        let maker = try ProofMaker(algorithm)
        let proof = try verifier.verify(ProofMaker.presented(maker.proof()))
        #expect(proof.thumbprint == maker.thumbprint)
        #expect(proof.method == "GET" && proof.uri == ProofMaker.uri && proof.issuedAt == TestIssuer.now)
    }

    @Test func `1: there is exactly one header field`() throws {
        #expect(rule(verifier, PresentedProof(values: [], method: "GET", uri: ProofMaker.uri)) == .missing)
        #expect(try rule(verifier, ProofMaker.presented(maker.proof(), maker.proof())) == .several)
    }

    @Test func `2: it is one well-formed JWT`() throws {
        #expect(refusal("") == .malformed)
        #expect(refusal("a.b") == .malformed)
        #expect(refusal(String(repeating: "a", count: 8193)) == .tooLarge)
        let header = Array(#"{"typ":"dpop+jwt","alg":"ES256","alg":"ES256"}"#.utf8)
        #expect(try refusal(maker.signed(header: header)) == .malformed)
        #expect(try refusal(maker.proof(header: { $0["crit"] = ["exp"] })) == .malformed)
        let good = try maker.proof(header: { _ in })
        let goodHeader = try #require(Base64URL.decode(String(good.prefix { $0 != "." })))
        #expect(try refusal(maker.signed(header: goodHeader, payload: Array("[]".utf8))) == .malformed)
        #expect(try refusal(maker.signed(header: goodHeader, payload: Array(#"{"a":1,"a":1}"#.utf8))) == .malformed)
    }

    @Test(arguments: ["jti", "htm", "htu", "iat"])
    func `3: every required claim is there, and of its type`(name: String) throws {
        #expect(try refusal { $0[name] = nil } == .claim)
        #expect(try refusal { $0[name] = .null } == .claim)
        #expect(try refusal { $0[name] = name == "iat" ? "1800000000" : 1 } == .claim)
    }

    @Test func `3: jti has 8 to 256 bytes`() throws {
        #expect(try refusal { $0["jti"] = "1234567" } == .claim)
        #expect(try refusal { $0["jti"] = .string(String(repeating: "j", count: 257)) } == .claim)
        #expect(try refusal { $0["jti"] = "12345678" } == nil)
        #expect(try refusal { $0["jti"] = .string(String(repeating: "j", count: 256)) } == nil)
    }

    @Test(arguments: ["JWT", "at+jwt", "dpop", ""])
    func `4: typ is dpop+jwt`(type: String) throws {
        #expect(try refusal(maker.proof(type: type)) == .type)
    }

    @Test func `4: without typ it is no proof`() throws {
        #expect(try refusal(maker.proof(header: { $0["typ"] = nil })) == .type)
    }

    @Test func `5: alg is one of those accepted, and never symmetric or none`() throws {
        #expect(try refusal(ProofMaker(.es384).proof()) == .algorithm)
        #expect(try refusal(maker.proof(header: { $0["alg"] = "none" })) == .algorithm)
        #expect(try refusal(maker.proof(header: { $0["alg"] = "HS256" })) == .algorithm)
        let all = DPoPVerifier(DPoPPolicy(algorithms: Set(SignatureAlgorithm.allCases)), now: { TestIssuer.now })
        let symmetric = try maker.proof(header: { header in
            header["alg"] = "HS256"
            header["jwk"] = ["kty": "oct", "k": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]
        })
        #expect(rule(all, ProofMaker.presented(symmetric)) == .algorithm)
        #expect(!all.algorithmNames.contains("HS256"))
    }

    @Test func `5: alg is one that fits the key`() throws {
        #expect(try refusal(maker.proof(header: { $0["alg"] = "EdDSA" })) == .key)
        #expect(try refusal(maker.proof(header: { $0["alg"] = "RS256" })) == .key)
    }

    @Test func `6: the signature is the key's`() throws {
        let other = try #require(SigningKey.generate(.es256).publicKey).json(includingPrivateKey: false)
        #expect(try refusal(maker.proof(header: { $0["jwk"] = other })) == .signature)
        let proof = try maker.proof()
        let parts = proof.split(separator: ".")
        let claims = JSONValue.object(ProofMaker.claims()).serialized()
        #expect(refusal("\(parts[0]).\(Base64URL.encode(claims)).\(parts[2])") == .signature)
        #expect(refusal("\(parts[0]).\(parts[1]).") == .malformed)
    }

    @Test(arguments: ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
    func `7: the key has no private part`(member: String) throws {
        let secret = maker.key.jsonWebKey.json(includingPrivateKey: true)["d"]
        let proof = try maker.proof(header: { header in
            var jwk = header["jwk"]?.object ?? [:]
            jwk[member] = secret
            header["jwk"] = .object(jwk)
        })
        #expect(refusal(proof) == .key)
    }

    @Test func `7: a header without a key, or with one that is none, is refused`() throws {
        #expect(try refusal(maker.proof(header: { $0["jwk"] = nil })) == .key)
        #expect(try refusal(maker.proof(header: { $0["jwk"] = [:] })) == .key)
        #expect(try refusal(maker.proof(header: { $0["jwk"] = "key" })) == .malformed)
        let offCurve = try maker.proof(header: { header in
            var jwk = header["jwk"]?.object ?? [:]
            jwk["x"] = jwk["y"]
            header["jwk"] = .object(jwk)
        })
        #expect(refusal(offCurve) == .key)
        let forEncryption = try maker.proof(header: { header in
            var jwk = header["jwk"]?.object ?? [:]
            jwk["use"] = "enc"
            header["jwk"] = .object(jwk)
        })
        #expect(refusal(forEncryption) == .key)
    }

    @Test func `8: htm is the method of the request, in its case`() throws {
        #expect(try rule(verifier, ProofMaker.presented(maker.proof(), method: "POST")) == .method)
        #expect(try refusal { $0["htm"] = "get" } == .method)
    }

    @Test(arguments: [
        "https://api.example.com/other", "https://api.example.com/notes/", "http://api.example.com/notes",
        "https://api.example.com:8443/notes", "https://evil.example/notes", "/notes", "notes",
        "https://user@api.example.com/notes", "https://api.example.com/Notes", "https://api.example.com/notes%2F",
        "https://api.example.com.evil.example/notes", "https://api.example.com/notes\u{E9}",
    ])
    func `9: htu is the URI of the request`(uri: String) throws {
        #expect(try refusal { $0["htu"] = .string(uri) } == .uri)
    }

    @Test(arguments: [
        "https://api.example.com/notes?page=2", "https://api.example.com/notes#top", "HTTPS://API.example.COM/notes",
        "https://api.example.com:443/notes", "https://api.example.com/%6Eotes", "https://api.example.com/a/../notes",
        "https://api.example.com/./notes",
    ])
    func `9: htu may be spelled otherwise, with a query or a fragment`(uri: String) throws {
        #expect(try refusal { $0["htu"] = .string(uri) } == nil)
    }

    @Test func `11: without nonces iat is at most 60 s old and 35 s ahead`() throws {
        let now = TestIssuer.now
        #expect(try refusal { $0["iat"] = .integer(now - 60) } == nil)
        #expect(try refusal { $0["iat"] = .integer(now - 61) } == .expired)
        #expect(try refusal { $0["iat"] = .integer(now + 35) } == nil)
        #expect(try refusal { $0["iat"] = .integer(now + 36) } == .notYetValid)
        #expect(try refusal { $0["iat"] = 0 } == .expired)
        #expect(try refusal { $0["iat"] = .integer(253_402_300_799) } == .notYetValid)
        #expect(try refusal { $0["iat"] = .integer(.max) } == .claim)
    }

    @Test func `11: the leeway widens both ends`() throws {
        let verifier = DPoPVerifier(leeway: 30, now: { TestIssuer.now })
        func outcome(_ offset: Int64) throws -> DPoPRule? {
            try rule(verifier, ProofMaker.presented(maker.proof(nil) { $0["iat"] = .integer(TestIssuer.now + offset) }))
        }
        #expect(try outcome(-90) == nil && outcome(-91) == .expired)
        #expect(try outcome(35) == nil && outcome(36) == .notYetValid)
        let wide = DPoPVerifier(leeway: 60, now: { TestIssuer.now })
        let late = try maker.proof(nil) { $0["iat"] = .integer(TestIssuer.now + 65) }
        #expect(rule(wide, ProofMaker.presented(late)) == nil)
    }

    @Test func `a nonce that nobody asked for is ignored`() throws {
        #expect(try refusal { $0["nonce"] = "whatever" } == nil)
        #expect(try refusal { $0["nonce"] = 1 } == .claim)
    }

    @Test func `no refusal repeats anything of the proof`() throws {
        for rule in DPoPRule.allCases {
            #expect(!DPoPError(rule).description.isEmpty)
            #expect(DPoPError(rule).isTemporary == (rule == .memory))
        }
        #expect(Set(DPoPRule.allCases.map { DPoPError($0).description }).count == DPoPRule.allCases.count)
        let presented = ProofMaker.presented(try maker.proof())
        let token = PresentedAccessToken("secret-token", as: .dpop, proof: presented)
        #expect(!"\(token)\(String(reflecting: token))".contains("secret-token"))
    }
}

extension ProofMaker {
    /// A proof with changed claims.
    fileprivate func proof(_ token: String?, _ change: (inout JSONObject) -> Void) throws -> String {
        try proof(token: token, type: "dpop+jwt", change)
    }
}
