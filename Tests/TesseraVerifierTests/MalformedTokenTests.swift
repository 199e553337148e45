import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import Testing

@testable import TesseraVerifier

/// Every kind of malformed token that we could think of: refused by name, in bounded time, without a crash, and without
/// a word to anybody, whatever its header or its unverified payload says.
@Suite("A malformed token is refused, and causes no request")
struct MalformedTokenTests {
    let issuer: TestIssuer
    let network: TestStatusNetwork
    let clock = ManualClock()
    let verifier: AccessTokenVerifier

    init() async throws {
        issuer = try TestIssuer(keyID: "k1")
        network = try TestStatusNetwork(issuer, clock)
        verifier = try RemoteIssuer(TestIssuer.name, transport: network, clock: clock.statusClock)
            .verifier(audience: TestIssuer.audience)
        // Keys and list are at hand.
        _ = try await verifier.verify(issuer.token(status: 1))
    }

    /// Expects one of the rules, no request, and an error that repeats nothing.
    private func expect(
        _ rules: Set<VerificationRule>,
        _ token: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let requests = network.documents.requests.count
        let start = ContinuousClock.now
        let error = await #expect(throws: VerificationError.self, sourceLocation: sourceLocation) {
            try await verifier.verify(token)
        }
        #expect(ContinuousClock.now - start < .seconds(2), sourceLocation: sourceLocation)
        #expect(network.documents.requests.count == requests, sourceLocation: sourceLocation)
        guard let error else { return }
        #expect(rules.contains(error.rule), "\(error.rule)", sourceLocation: sourceLocation)
        if token.utf8.count > 40 {
            #expect(
                !"\(error) \(error.challenge.headerValue)".contains(token.suffix(30)),
                sourceLocation: sourceLocation
            )
        }
    }

    /// A token whose header is any text, validly signed by the issuer's key.
    private func signed(header: String, payload: [UInt8]) throws -> String {
        let own = try issuer.key.sign(payload, type: "at+jwt")
        // The signature of another header: everything but the signature is as an attacker wants it.
        let parts = own.split(separator: ".")
        return "\(Base64URL.encode(Array(header.utf8))).\(parts[1]).\(parts[2])"
    }

    private func claims(_ change: (inout JSONObject) -> Void = { _ in }) -> [UInt8] {
        var claims = TestIssuer.claims
        change(&claims)
        return JSONValue.object(claims).serialized()
    }

    private var good: [Substring] {
        get throws { try issuer.token().split(separator: ".") }
    }

    // MARK: The serialization

    @Test(arguments: [
        "", " ", ".", "..", "...", "a", "a.b", "a..", ".a.", "..a", "a.b.c", "a.b.c.d", "a.b.c.d.e", "\0", "\0.\0.\0",
        "\u{FEFF}a.b.c", "a.b.c\n", "é.é.é", "🙂.🙂.🙂", "=.=.=", "e30.e30.e30", "null", "{}", "Bearer a.b.c",
    ])
    func `with too few or too many parts, empty parts, or letters that are none`(token: String) async throws {
        try await expect([.malformed, .algorithm], token)
    }

    @Test func `as a JWS in JSON serialization, flattened or general`() async throws {
        let parts = try good
        try await expect(
            [.malformed],
            #"{"protected":"\#(parts[0])","payload":"\#(parts[1])","signature":"\#(parts[2])"}"#
        )
        try await expect(
            [.malformed],
            #"{"payload":"\#(parts[1])","signatures":[{"protected":"\#(parts[0])","signature":"\#(parts[2])"}]}"#
        )
    }

    @Test func `as an encrypted token, or one with a detached payload`() async throws {
        let parts = try good
        try await expect([.malformed], "\(parts[0]).AAAA.AAAA.\(parts[1]).\(parts[2])")
        try await expect([.signature], "\(parts[0])..\(parts[2])")
    }

    @Test func `with a part in another spelling: padded, in the other alphabet, with spaces or line ends`() async throws
    {
        let parts = try good.map(String.init)
        for index in 0..<3 {
            for change: (String) -> String in [
                { $0 + "=" }, { $0 + "==" }, { $0 + " " }, { " " + $0 }, { $0 + "\n" }, { $0 + "\r\n" }, { $0 + "%3D" },
                { $0.prefix(4) + "+" + $0.dropFirst(5) }, { $0.prefix(4) + "/" + $0.dropFirst(5) },
                { $0.prefix(4) + "\0" + $0.dropFirst(5) }, { $0.prefix(4) + "é" + $0.dropFirst(5) },
            ] {
                var changed = parts
                changed[index] = change(parts[index])
                try await expect([.malformed, .signature], changed.joined(separator: "."))
            }
        }
    }

    @Test func `with trailing bits that aren't zero, so that one token has several spellings`() async throws {
        let parts = try good.map(String.init)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let last = try #require(parts[2].last.flatMap { alphabet.firstIndex(of: $0) })
        let other = alphabet[last ^ 1]
        try await expect([.malformed], "\(parts[0]).\(parts[1]).\(parts[2].dropLast())\(other)")
    }

    @Test func `cut off anywhere, or with anything appended`() async throws {
        let token = try issuer.token()
        for length in stride(from: 0, to: token.count, by: 3) {
            try await expect([.malformed, .signature, .algorithm], String(token.prefix(length)))
        }
        for tail in [".", "..", "A", "AAAA", ".AAAA", "\0", " "] {
            try await expect([.malformed, .signature], token + tail)
        }
    }

    @Test func `with any single bit of it changed`() async throws {
        let token = Array(try issuer.token().utf8)
        for position in stride(from: 0, to: token.count, by: 5) {
            for bit in [0, 3, 6] {
                var changed = token
                changed[position] ^= 1 << bit
                let text = String(decoding: changed, as: UTF8.self)
                try await expect([.malformed, .signature, .algorithm, .unknownKey, .type], text)
            }
        }
    }

    @Test func `with its parts exchanged`() async throws {
        let parts = try good
        for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0], [0, 0, 2], [1, 1, 2]] {
            try await expect([.malformed, .signature, .algorithm], order.map { parts[$0] }.joined(separator: "."))
        }
    }

    // MARK: The size

    @Test(arguments: [16_385, 100_000, 10_000_000])
    func `of any length beyond the bound, before anything of it is looked at`(length: Int) async throws {
        try await expect([.tooLarge], String(repeating: "a", count: length))
        try await expect([.tooLarge], String(repeating: ".", count: length))
        try await expect([.tooLarge], "eyJhbGciOiJFUzI1NiJ9." + String(repeating: "A", count: length) + ".AAAA")
    }

    @Test func `made of nothing but dots, or of one endless part`() async throws {
        try await expect([.malformed], String(repeating: ".", count: 16_000))
        try await expect([.malformed], String(repeating: "A", count: 16_000))
        try await expect([.malformed], String(repeating: "A", count: 16_000) + ".A.A")
    }

    // MARK: The header

    @Test(arguments: [
        "", " ", "{", "[]", "null", "1", "\"a\"", "{}", "{}{}", "{\"alg\"}", "{\"alg\":}", "{alg:\"ES256\"}",
        "{\"alg\":\"ES256\",}",
        "{'alg':'ES256'}", "\u{FEFF}{\"alg\":\"ES256\"}", "{\"alg\":\"ES256\"} x", "{\"alg\":\"ES256\"}\0",
        "{\"alg\":NaN}",
        "{\"alg\":\"ES256\",\"alg\":\"ES256\"}", "{\"kid\":\"k1\",\"kid\":\"k2\",\"alg\":\"ES256\"}",
        "{\"alg\":\"ES256\",\"\\u0061lg\":\"none\"}", "{\"alg\":\"\\ud800\"}", "{\"alg\":[\"ES256\"]}",
        "{\"alg\":null}",
        "{\"alg\":256}", "{\"alg\":{\"a\":1}}", "{\"alg\":\"ES256\",\"kid\":1}", "{\"alg\":\"ES256\",\"kid\":null}",
        "{\"alg\":\"ES256\",\"typ\":1}", "{\"alg\":\"ES256\",\"crit\":[]}",
        "{\"alg\":\"ES256\",\"crit\":[\"exp\"],\"exp\":1}",
        "{\"alg\":\"ES256\",\"b64\":true,\"kid\":\"k1\"}", "{\"alg\":\"ES256\",\"crit\":\"b64\"}",
        "{\"alg\":\"dir\",\"enc\":\"A128GCM\"}", "{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\",\"kid\":\"k1\"}",
    ])
    func `with a header that is no strict JSON object, says a thing twice, or demands an extension`(
        header: String
    )
        async throws
    {
        try await expect([.malformed, .algorithm], signed(header: header, payload: claims()))
    }

    @Test func `with a header that isn't UTF-8`() async throws {
        for bytes: [UInt8] in [
            [0xFF, 0xFE], [0xC0, 0x80], [0x7B, 0x22, 0x80, 0x22, 0x3A, 0x31, 0x7D], [0xED, 0xA0, 0x80],
        ] {
            let parts = try good
            try await expect([.malformed], "\(Base64URL.encode(bytes)).\(parts[1]).\(parts[2])")
        }
    }

    @Test func `with a header nested without end, or of endless members`() async throws {
        let deep = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
        try await expect([.malformed], signed(header: "{\"alg\":\"ES256\",\"x\":\(deep)}", payload: claims()))
        let many = (0..<900).map { "\"m\($0)\":0" }.joined(separator: ",")
        try await expect([.malformed], signed(header: "{\"alg\":\"ES256\",\(many)}", payload: claims()))
    }

    @Test(arguments: [
        "none", "None", "nonE", "NONE", "", "es256", "ES256 ", " ES256", "ES256K", "ES512", "HS256", "HS384", "RS256",
        "PS256",
        "EdDSA", "Ed25519", "A128KW", "ES256\\u0000", "ＥＳ256",
    ])
    func `with an alg that isn't the key's, or none`(algorithm: String) async throws {
        let header = "{\"alg\":\"\(algorithm)\",\"typ\":\"at+jwt\",\"kid\":\"k1\"}"
        try await expect([.algorithm, .malformed], signed(header: header, payload: claims()))
        let parts = try good
        try await expect([.algorithm, .malformed], "\(Base64URL.encode(Array(header.utf8))).\(parts[1]).")
    }

    @Test(arguments: [
        #""jku":"https://evil.example.com/keys""#, #""x5u":"https://evil.example.com/cert""#,
        #""jku":"http://169.254.169.254/latest/meta-data""#, #""jku":"file:///etc/passwd""#, #""jku":"""#,
        #""jku":"https://login.example.com/keys""#, #""x5c":["MIIB"]"#, #""x5t":"AAAA""#, #""x5t#S256":"AAAA""#,
    ])
    func `whose header brings addresses or certificates: none of them is followed`(member: String) async throws {
        let thief = try TestIssuer(keyID: "k1")
        let header = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"k1\",\(member)}"
        let content = "\(Base64URL.encode(Array(header.utf8))).\(Base64URL.encode(claims()))"
        let stolen = try thief.token().split(separator: ".")
        try await expect([.signature, .malformed], "\(content).\(stolen[2])")
    }

    @Test func `whose header brings its own key, and is signed by it`() async throws {
        let thief = try TestIssuer(keyID: "k1")
        let key = try #require(thief.key.publicKey).json(includingPrivateKey: false)
        for header: JSONValue in [
            ["alg": "ES256", "typ": "at+jwt", "jwk": key], ["alg": "ES256", "typ": "at+jwt", "kid": "k1", "jwk": key],
        ] {
            let stolen = try thief.token().split(separator: ".")
            try await expect([.signature], "\(Base64URL.encode(header.serialized())).\(stolen[1]).\(stolen[2])")
        }
    }

    @Test(arguments: [
        "../../../../etc/passwd", "k1' OR '1'='1", "k1; ls", "\\u0000", "k1\\u0000", "/dev/null", "K1", "\\u212a1", "",
        "https://evil.example.com/keys",
    ])
    func `whose kid is a path, a query, or only like a key's: at most one look at the key set, nowhere else`(
        keyID: String
    ) async throws {
        let token = try signed(header: "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"\(keyID)\"}", payload: claims())
        let requests = network.documents.requests.count
        for _ in 1...5 {
            await #expect(throws: VerificationError(rule: .unknownKey)) { try await verifier.verify(token) }
        }
        let new = network.documents.requests.dropFirst(requests)
        #expect(new.count <= 2)
        #expect(new.allSatisfy { [TestNetwork.metadataAddress, TestNetwork.keySetAddress].contains($0) })
    }

    @Test func `whose kid is endless`() async throws {
        let header = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"\(String(repeating: "k", count: 8000))\"}"
        try await expect([.unknownKey], signed(header: header, payload: claims()))
    }

    // MARK: The signature

    @Test(arguments: [0, 1, 8, 32, 63, 65, 72, 96, 128, 1000])
    func `whose signature has another length`(length: Int) async throws {
        let parts = try good
        let signature = Base64URL.encode([UInt8](repeating: 1, count: length))
        try await expect([.signature, .malformed], "\(parts[0]).\(parts[1]).\(signature)")
    }

    @Test func `whose signature is of zeros, of the order, or of all ones (CVE-2022-21449)`() async throws {
        let parts = try good
        let order: [UInt8] = [
            0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6, 0xFA, 0xAD,
            0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
        ]
        let zeros = [UInt8](repeating: 0, count: 32)
        let ones = [UInt8](repeating: 0xFF, count: 32)
        for signature in [zeros + zeros, order + order, zeros + order, order + zeros, ones + ones] {
            try await expect([.signature], "\(parts[0]).\(parts[1]).\(Base64URL.encode(signature))")
        }
    }

    @Test func `whose signature is in DER instead of the two numbers`() async throws {
        let parts = try good
        let numbers = try #require(Base64URL.decode(String(parts[2])))
        let der = [0x30, 0x46, 0x02, 0x21, 0x00] + numbers.prefix(32) + [0x02, 0x21, 0x00] + numbers.suffix(32)
        try await expect([.signature], "\(parts[0]).\(parts[1]).\(Base64URL.encode(der))")
    }

    @Test func `whose payload is forged, and names lists and hosts`() async throws {
        let parts = try good
        for change: (inout JSONObject) -> Void in [
            { $0["iss"] = "https://evil.example.com" },
            { $0["status"] = ["status_list": ["idx": 1, "uri": "https://evil.example.com/0"]] },
            { $0["status"] = ["status_list": ["idx": 1, "uri": .string(TestStatusNetwork.listAddress + "0")]] },
            { $0["jwks_uri"] = "https://evil.example.com/keys" }, { $0["exp"] = .integer(.max) },
        ] {
            try await expect([.signature], "\(parts[0]).\(Base64URL.encode(claims(change))).\(parts[2])")
        }
    }

    // MARK: The payload, validly signed

    @Test(arguments: [
        "", " ", "{", "[]", "null", "1", "\"a\"", "{}x", "{\"a\":1,}", "{\"iss\":1,\"iss\":2}", "{\"a\":\"\\ud800\"}",
        "\u{FEFF}{}", "{\"exp\":1e400}", "{\"exp\":-1}", "{\"exp\":\"1\"}", "{\"exp\":NaN}",
        "{\"exp\":9999999999999999999}",
        "{\"aud\":1}", "{\"aud\":[1]}", "{\"aud\":{}}", "{\"iss\":[]}", "{\"sub\":null}", "{\"jti\":7}",
        "{\"nbf\":true}",
    ])
    func `whose payload is no strict set of claims`(payload: String) async throws {
        try await expect([.malformed], issuer.key.sign(Array(payload.utf8), type: "at+jwt"))
    }

    @Test func `whose payload is nested without end, of endless members, or not UTF-8`() async throws {
        let deep = String(repeating: "{\"a\":", count: 1500) + "1" + String(repeating: "}", count: 1500)
        let many = "{" + (0..<1050).map { "\"\($0)\":0" }.joined(separator: ",") + "}"
        for payload in [Array(deep.utf8), Array(many.utf8), [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]] {
            try await expect([.malformed], issuer.key.sign(payload, type: "at+jwt"))
        }
    }

    @Test func `whose list has an entry beyond its end, or belongs to somebody else`() async throws {
        try await expect([.status], issuer.token(status: 64))
        try await expect([.status], issuer.token(status: .max))
        try await expect([.status], issuer.token(status: 1, uri: "https://evil.example.com/status/lists/0"))
        try await expect([.status], issuer.token(status: 1, uri: TestIssuer.name + "/../status/lists/0"))
    }
}
