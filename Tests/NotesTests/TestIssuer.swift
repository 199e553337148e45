import TesseraJOSE
import TesseraVerifier

/// An issuer in memory, with the claims that routes ask about.
struct TestIssuer {
    static let name = "https://login.example.com"
    static let audience = "https://api.example.com"
    static let now: Int64 = 1_800_000_000

    let key: SigningKey

    init() throws {
        key = try SigningKey.generate(.es256)
    }

    func token(
        subject: String = "account-1",
        scope: String? = nil,
        roles: [String] = [],
        audience: String = TestIssuer.audience,
        expiresIn: Int64 = 300,
        type: String = "at+jwt",
        authenticatedAt: Int64? = nil
    ) throws -> String {
        var claims: JSONObject = [
            "iss": .string(Self.name),
            "sub": .string(subject),
            "aud": .string(audience),
            "client_id": "web",
            "jti": "token-1",
            "iat": .integer(Self.now),
            "exp": .integer(Self.now + expiresIn),
            "roles": .array(roles.map(JSONValue.string)),
        ]
        claims["auth_time"] = authenticatedAt.map(JSONValue.integer)
        claims["scope"] = scope.map(JSONValue.string)
        return try key.sign(JSONValue.object(claims).serialized(), type: type)
    }

    func verifier(keys: (any KeySetSource)? = nil) throws -> AccessTokenVerifier {
        let published = JSONWebKeySet([key.publicKey].compactMap(\.self))
        return AccessTokenVerifier(
            issuer: Self.name,
            audience: Self.audience,
            keys: try keys ?? StaticKeySet(VerificationKeySet(published, algorithms: [.es256])),
            now: { Self.now }
        )
    }
}
