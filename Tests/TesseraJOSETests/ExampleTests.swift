import TesseraJOSE
import Testing

/// The examples of the documentation, which `Scripts/checks/examples.py` holds against these lines.
@Suite struct `The examples of TesseraJOSE` {
    @Test func `sign a token and verify it`() throws {
        // Seconds since 1970: the library reads no clock.
        let now: Int64 = 1_800_000_000

        let key = try SigningKey.generate(.es256)
        let claims: JSONValue = [
            "iss": "https://login.example.com", "aud": "https://api.example.com", "sub": "ada",
            "client_id": "web", "jti": "1", "iat": .integer(now), "exp": .integer(now + 300),
        ]
        let token = try key.sign(claims.serialized(), type: "at+jwt")

        let published = JSONWebKeySet([key.publicKey].compactMap(\.self))
        let keys = try VerificationKeySet(published, algorithms: [.es256])
        let verified = try Claims(parsing: keys.verify(token).payload)

        #expect(verified.subject == "ada")
    }
}
