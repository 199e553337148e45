import Synchronization
import TesseraJOSE
import TesseraVerifier

/// An issuer in memory: one key, and tokens with any claims that a test wants.
struct TestIssuer {
    static let name = "https://login.example.com"
    static let audience = "https://api.example.com"
    /// The time at which tests run, in seconds.
    static let now: Int64 = 1_800_000_000

    let key: SigningKey

    init(_ algorithm: SignatureAlgorithm = .es256, keyID: String? = nil) throws {
        key = try SigningKey.generate(algorithm, keyID: keyID)
    }

    /// Claims with which a token is accepted.
    static var claims: JSONObject {
        [
            "iss": .string(name),
            "sub": "account-1",
            "aud": [.string(audience)],
            "client_id": "web",
            "jti": "token-1",
            "iat": .integer(now - 10),
            "exp": .integer(now + 290),
        ]
    }

    func token(type: String? = "at+jwt", _ change: (inout JSONObject) -> Void = { _ in }) throws -> String {
        var claims = Self.claims
        change(&claims)
        return try key.sign(JSONValue.object(claims).serialized(), type: type)
    }

    /// A token whose header is written by hand and whose signature is what the test gives.
    static func forged(header: String, claims: JSONObject = Self.claims, signature: [UInt8] = []) -> String {
        [Array(header.utf8), JSONValue.object(claims).serialized(), signature].map(Base64URL.encode)
            .joined(separator: ".")
    }

    func keySet(
        _ algorithms: Set<SignatureAlgorithm> = AccessTokenVerifier.standardAlgorithms
    ) throws
        -> VerificationKeySet
    {
        try VerificationKeySet(publishedKeys, algorithms: algorithms)
    }

    var publishedKeys: JSONWebKeySet { JSONWebKeySet([key.publicKey].compactMap(\.self)) }

    func verifier(
        keys: (any KeySetSource)? = nil,
        algorithms: Set<SignatureAlgorithm> = AccessTokenVerifier.standardAlgorithms,
        clients: Set<String>? = nil,
        leeway: Int = 30,
        now: Int64 = TestIssuer.now
    ) throws -> AccessTokenVerifier {
        AccessTokenVerifier(
            issuer: Self.name,
            audience: Self.audience,
            keys: try keys ?? StaticKeySet(keySet()),
            algorithms: algorithms,
            clients: clients,
            leeway: leeway,
            now: { now }
        )
    }
}
