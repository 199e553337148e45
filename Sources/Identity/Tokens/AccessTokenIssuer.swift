import TesseraJOSE
import TesseraOAuth

/// Writes and signs access tokens: JWTs of type `at+jwt` (RFC 9068).
struct AccessTokenIssuer: Sendable {
    /// The `iss` claim (RFC 9068 §2.2).
    let issuer: String
    /// The `aud` claim.
    let audience: [String]
    /// For how long a token is good.
    let lifetime: Duration
    /// Where the `jti` comes from.
    let random: RandomSource

    /// The media type in the header (RFC 9068 §2.1).
    static let type = "at+jwt"

    /// A token for a session, good from `now`.
    func token(for session: Session, grants: AccountGrants, signer: SigningKey, at now: Timestamp) throws -> String {
        var claims: JSONObject = [
            "iss": .string(issuer),
            "sub": .string(session.accountID.description),
            "aud": audience.count == 1 ? .string(audience[0]) : .array(audience.map(JSONValue.string)),
            "client_id": .string(session.clientID),
            "iat": .integer(now.seconds),
            "exp": .integer(now.seconds + lifetime.wholeSeconds),
            "jti": .string(Base64URL.encode(random.bytes(16))),
            "sid": .string(session.id.description),
            "auth_time": .integer(session.authenticatedAt.seconds),
            "amr": .array(session.methods.map(JSONValue.string)),
            "scope": .string(session.scope.text),
            "roles": .array(grants.roles.map(JSONValue.string)),
        ]
        if !grants.permissions.isEmpty {
            claims["permissions"] = .array(grants.permissions.map(JSONValue.string))
        }
        return try signer.sign(JSONValue.object(claims).serialized(), type: Self.type)
    }
}
