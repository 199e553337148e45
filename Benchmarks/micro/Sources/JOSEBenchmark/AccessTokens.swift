import Foundation
import TesseraJOSE
import TesseraOAuth
import TesseraVerifier

/// An issuer in memory, and a verifier of its access tokens with every policy, the status included.
struct AccessTokens {
    static let issuer = "https://login.example.com"
    static let audience = "https://api.example.com"
    static let list = issuer + "/status/lists/0"
    static let index = 4711

    let token: String
    /// Without the cache: every token is verified whole.
    let verifier: AccessTokenVerifier
    /// With the cache.
    let remembering: AccessTokenVerifier

    init(_ key: SigningKey) async throws {
        var payload = try JSONValue(parsing: Array(try JSONEncoder().encode(PeerClaims.sample)))
        if var claims = payload.object {
            claims["status"] = ["status_list": ["idx": .integer(Int64(Self.index)), "uri": .string(Self.list)]]
            payload = .object(claims)
        }
        token = try key.sign(payload.serialized(), type: "at+jwt")
        let algorithms: Set<SignatureAlgorithm> = [key.algorithm]
        let set = JSONWebKeySet([key.publicKey ?? key.jsonWebKey])
        let keys = StaticKeySet(try VerificationKeySet(set, algorithms: algorithms))
        // Status lists are never signed by a shared secret: they have a key of their own here.
        let lists = MemoryIssuer(key: try SigningKey.generate(.es256))
        let status = try RemoteStatusSource(
            issuer: Self.issuer,
            keys: try RemoteKeySet(issuer: Self.issuer, transport: lists),
            transport: lists
        )
        func verifier(_ cache: TokenCachePolicy) -> AccessTokenVerifier {
            AccessTokenVerifier(
                issuer: Self.issuer,
                audience: Self.audience,
                keys: keys,
                status: status,
                algorithms: algorithms,
                clients: ["web", "notes"],
                cache: cache
            )
        }
        self.verifier = verifier(.off)
        remembering = verifier(.standard)
        // The list is at hand from now on, and the token remembered.
        _ = try await self.verifier.verify(token)
        _ = try await remembering.verify(token)
    }
}

/// The issuer's documents without a network.
private struct MemoryIssuer: StatusTransport {
    let key: SigningKey

    func get(_ request: DocumentRequest) async throws(KeySetError) -> KeySetResponse {
        do {
            return KeySetResponse(status: 200, body: try document(request.address))
        } catch {
            throw KeySetError(.unreachable)
        }
    }

    private func document(_ address: String) throws -> [UInt8] {
        switch address {
        case AccessTokens.list:
            let now = SystemTime.seconds()
            let list = try StatusList(entryCount: 1 << 17).compressed()
            let claims: JSONValue = [
                "iss": .string(AccessTokens.issuer), "sub": .string(address), "iat": .integer(now),
                // For as long as the run lasts: what is measured is the look-up.
                "exp": .integer(now + 86_400), "ttl": 3600,
                "status_list": ["bits": 1, "lst": .string(Base64URL.encode(list))],
            ]
            return Array(try key.sign(claims.serialized(), type: "statuslist+jwt").utf8)
        case AccessTokens.issuer + "/keys": return JSONWebKeySet([key.publicKey].compactMap(\.self)).json().serialized()
        default:
            let metadata: JSONValue = [
                "issuer": .string(AccessTokens.issuer), "jwks_uri": .string(AccessTokens.issuer + "/keys"),
            ]
            return metadata.serialized()
        }
    }

    func events(_ request: EventStreamRequest, receive: @Sendable ([UInt8]) throws -> Void) async throws {
        throw KeySetError(.unreachable)
    }

    func post(_ body: [UInt8], to address: String, timeout: Duration) async throws(KeySetError) -> Int { 404 }
}
