import TesseraJOSE
import TesseraTesting
import TesseraVerifier
import Testing

@Suite("A forged token is refused")
struct ForgedTokenTests {
    @Test func `when the payload was changed after signing`() async throws {
        let issuer = try TestIssuer()
        var parts = try issuer.token().split(separator: ".").map(String.init)
        var claims = TestIssuer.claims
        claims["sub"] = "account-2"
        parts[1] = Base64URL.encode(JSONValue.object(claims).serialized())
        let token = parts.joined(separator: ".")
        await #expect(throws: VerificationError(rule: .signature)) { try await issuer.verifier().verify(token) }
    }

    @Test func `when another key signed under the same key identifier`() async throws {
        let issuer = try TestIssuer(keyID: "k1")
        let thief = try TestIssuer(keyID: "k1")
        await #expect(throws: VerificationError(rule: .signature)) {
            try await issuer.verifier().verify(thief.token())
        }
    }

    @Test(arguments: ["none", "None", "NONE", "nOnE", "HS1", ""])
    func `when it has no signature algorithm`(algorithm: String) async throws {
        let issuer = try TestIssuer(keyID: "k1")
        let header = #"{"alg":"\#(algorithm)","typ":"at+jwt","kid":"k1"}"#
        let unsigned = TestIssuer.forged(header: header)
        await #expect(throws: VerificationError(rule: .algorithm)) { try await issuer.verifier().verify(unsigned) }
        let token = TestIssuer.forged(header: header, signature: [1, 2, 3])
        await #expect(throws: VerificationError(rule: .algorithm)) { try await issuer.verifier().verify(token) }
    }

    @Test func `when the public key was used as an HMAC secret`() async throws {
        let issuer = try TestIssuer(.rs256, keyID: "k1")
        let publicKey = try #require(issuer.key.publicKey).json(includingPrivateKey: false).serialized()
        let secret = try SigningKey(
            JSONWebKey(["kty": "oct", "alg": "HS256", "kid": "k1", "k": .string(Base64URL.encode(publicKey))])
        )
        let token = try secret.sign(JSONValue.object(TestIssuer.claims).serialized(), type: "at+jwt")
        await #expect(throws: VerificationError(rule: .algorithm)) { try await issuer.verifier().verify(token) }
    }

    @Test func `when its alg is not the key's, though both are accepted`() async throws {
        let issuer = try TestIssuer(.rs256, keyID: "k1")
        let other = try SigningKey(
            JSONWebKey(
                Self.changing(issuer.key.jsonWebKey.json(includingPrivateKey: true), "alg", to: "PS256")
            ),
            algorithm: .ps256
        )
        let token = try other.sign(JSONValue.object(TestIssuer.claims).serialized(), type: "at+jwt")
        await #expect(throws: VerificationError(rule: .algorithm)) { try await issuer.verifier().verify(token) }
    }

    @Test func `when the verifier doesn't accept an algorithm that its key set does`() async throws {
        let issuer = try TestIssuer(.rs256)
        let verifier = try issuer.verifier(algorithms: [.es256])
        await #expect(throws: VerificationError(rule: .algorithm)) { try await verifier.verify(issuer.token()) }
    }

    @Test func `when it demands an extension by crit`() async throws {
        let issuer = try TestIssuer(keyID: "k1")
        let token = TestIssuer.forged(
            header: #"{"alg":"ES256","typ":"at+jwt","kid":"k1","crit":["b64"],"b64":false}"#,
            signature: Array(repeating: 1, count: 64)
        )
        await #expect(throws: VerificationError(rule: .malformed)) { try await issuer.verifier().verify(token) }
    }

    @Test func `when it brings its own key`() async throws {
        let issuer = try TestIssuer()
        let thief = try TestIssuer(keyID: "thief")
        let key = try #require(thief.key.publicKey).json(includingPrivateKey: false)
        let header: JSONValue = ["alg": "ES256", "typ": "at+jwt", "kid": "thief", "jwk": key]
        let parts = try thief.token().split(separator: ".")
        let token = "\(Base64URL.encode(header.serialized())).\(parts[1]).\(parts[2])"
        await #expect(throws: VerificationError(rule: .unknownKey)) { try await issuer.verifier().verify(token) }
    }

    private static func changing(_ json: JSONValue, _ name: String, to value: JSONValue) -> JSONValue {
        var object = json.object ?? JSONObject()
        object[name] = value
        return .object(object)
    }
}
