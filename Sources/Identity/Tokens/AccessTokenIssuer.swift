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

    /// For how many seconds a token that is made at `now` is good.
    ///
    /// Never beyond the session's idle lifetime: so a lifetime that runs out needs no bit in a status list. Never longer than
    /// `longest` either, after which the key that signs it may leave the key set.
    func secondsToLive(of session: SessionBasis, atMost longest: Duration, at now: Timestamp) -> Int64 {
        max(0, min(lifetime.wholeSeconds, longest.wholeSeconds, session.idleExpiresAt.seconds - now.seconds))
    }

    /// A token for a session, good for so many seconds from `now`.
    func token(for basis: TokenBasis, secondsToLive: Int64, signer: SigningKey, at now: Timestamp) throws -> String {
        let session = basis.session
        var claims: JSONObject = [
            "iss": .string(issuer),
            "sub": .string(session.accountID.description),
            "aud": audience.count == 1 ? .string(audience[0]) : .array(audience.map(JSONValue.string)),
            "client_id": .string(session.clientID),
            "iat": .integer(now.seconds),
            "exp": .integer(now.seconds + secondsToLive),
            "jti": .string(Base64URL.encode(random.bytes(16))),
            "sid": .string(session.id.description),
            "auth_time": .integer(session.authenticatedAt.seconds),
            "amr": .array(session.methods.map(JSONValue.string)),
            "scope": .string(session.scope.text),
        ]
        // An empty list is left out: verifiers in the wild (Authlib's for RFC 9068) refuse a claim without a value.
        if !basis.grants.roles.isEmpty {
            claims["roles"] = .array(basis.grants.roles.map(JSONValue.string))
        }
        if !basis.grants.permissions.isEmpty {
            claims["permissions"] = .array(basis.grants.permissions.map(JSONValue.string))
        }
        if let thumbprint = session.keyThumbprint {
            // RFC 9449 §6.1: a client that presents the token must prove possession of this key.
            claims["cnf"] = ["jkt": .string(thumbprint)]
        }
        if let statusPosition = session.statusPosition {
            let position = StatusPosition(rawValue: statusPosition)
            claims["status"] = [
                "status_list": [
                    "idx": .integer(Int64(position.index)),
                    "uri": .string(StatusListAddress.uri(ofList: position.list, issuer: issuer)),
                ]
            ]
        }
        return try signer.sign(JSONValue.object(claims).serialized(), type: Self.type)
    }
}
