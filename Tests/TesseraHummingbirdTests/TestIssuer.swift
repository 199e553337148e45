import TesseraJOSE
import TesseraOAuth
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
        authenticatedAt: Int64? = nil,
        statusIndex: Int64? = nil,
        isBound: Bool = false,
        boundTo thumbprint: String? = nil
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
        if let statusIndex {
            claims["status"] = [
                "status_list": ["idx": .integer(statusIndex), "uri": .string(Self.name + "/status/lists/0")]
            ]
        }
        if isBound { claims["cnf"] = ["jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"] }
        if let thumbprint { claims["cnf"] = ["jkt": .string(thumbprint)] }
        claims["auth_time"] = authenticatedAt.map(JSONValue.integer)
        claims["scope"] = scope.map(JSONValue.string)
        return try key.sign(JSONValue.object(claims).serialized(), type: type)
    }

    func verifier(
        keys: (any KeySetSource)? = nil,
        status: (any StatusSource)? = nil,
        proofs: DPoPPolicy = .standard
    ) throws -> AccessTokenVerifier {
        let published = JSONWebKeySet([key.publicKey].compactMap(\.self))
        return AccessTokenVerifier(
            issuer: Self.name,
            audience: Self.audience,
            keys: try keys ?? StaticKeySet(VerificationKeySet(published, algorithms: [.es256])),
            status: status,
            proofs: proofs,
            now: { Self.now }
        )
    }
}

/// A source whose issuer can't be reached.
struct UnavailableKeySet: KeySetSource {
    func keySet() async throws -> VerificationKeySet { throw KeySetError(.unreachable) }
    func keySet(refetchedFor keyID: String) async throws -> VerificationKeySet? { throw KeySetError(.unreachable) }
}

/// A status source that knows one answer.
struct FixedStatus: StatusSource {
    let finding: StatusFinding

    func status(of reference: StatusReference) -> StatusFinding { finding }
    func refreshedStatus(of reference: StatusReference) async -> StatusFinding { finding }
}
