import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TesseraVerifier
import Testing

/// The examples of the documentation, which `Scripts/checks/examples.py` holds against these lines.
@Suite struct `The examples of TesseraVerifier` {
    private func verify(_ token: String) async throws -> AccessToken {
        let issuer = try RemoteIssuer("https://login.example.com", verifierName: "orders-1")
        let verifier = issuer.verifier(audience: "https://orders.example.com")
        async let _: Void = issuer.run()

        let accessToken = try await verifier.verify(token)
        return accessToken
    }

    private func verifyWithPlace(_ token: String, _ secret: String) async throws -> AccessToken {
        let credentials = IssuerCredentials(clientID: "orders", clientSecret: secret)
        let issuer = try RemoteIssuer("https://login.example.com", verifierName: "orders-1", credentials: credentials)
        let verifier = issuer.verifier(audience: "https://orders.example.com")
        async let _: Void = issuer.run()

        let accessToken = try await verifier.verify(token)
        return accessToken
    }

    private func verify(
        _ token: String,
        _ dpopHeaders: [String],
        _ verifier: AccessTokenVerifier
    ) async throws -> AccessToken {
        let proof = PresentedProof(values: dpopHeaders, method: "GET", uri: "https://api.example.com/notes")
        let accessToken = try await verifier.verify(PresentedAccessToken(token, as: .dpop, proof: proof))
        return accessToken
    }

    @Test func `refuse what is too large, without asking the issuer`() async throws {
        let token = String(repeating: "a", count: AccessTokenVerifier.maximumTokenBytes + 1)
        for verify in [verify(_:), { try await verifyWithPlace($0, "secret") }] {
            let error = await #expect(throws: VerificationError.self) { _ = try await verify(token) }
            #expect(error?.rule == .tooLarge)
        }
    }

    @Test func `refuse a bearer token that comes with a proof`() async throws {
        let issuer = try TestIssuer()
        let error = await #expect(throws: VerificationError.self) {
            _ = try await verify(try issuer.token(), ["no proof"], try issuer.verifier())
        }
        #expect(error?.rule == .binding)
    }

    @Test func `verify with keys that are at hand`() async throws {
        let now: Int64 = 1_800_000_000
        let key = try SigningKey.generate(.es256)

        let published = JSONWebKeySet([key.publicKey].compactMap(\.self))
        let verifier = AccessTokenVerifier(
            issuer: "https://login.example.com",
            audience: "https://orders.example.com",
            keys: StaticKeySet(try VerificationKeySet(published, algorithms: [.es256])),
            now: { now }
        )

        let claims: JSONValue = [
            "iss": "https://login.example.com", "aud": "https://orders.example.com", "sub": "ada",
            "client_id": "web", "jti": "1", "iat": .integer(now), "exp": .integer(now + 300),
        ]
        let token = try key.sign(claims.serialized(), type: "at+jwt")
        #expect(try await verifier.verify(token).subject == "ada")
    }
}
