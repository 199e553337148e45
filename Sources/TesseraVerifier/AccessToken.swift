public import TesseraJOSE
public import TesseraOAuth

/// What a verified access token says (RFC 9068 §2.2).
///
/// Only a verifier makes one.
///
/// It doesn't hold the token itself, so nothing made of it can leak the token.
public struct AccessToken: Sendable, Hashable {
    /// `sub`: the account, or the client itself when no account is involved (RFC 9068 §2.2).
    public let subject: String
    /// `iss`: who issued the token.
    public let issuer: String
    /// `aud`: the resource servers for which the token is meant.
    public let audience: [String]
    /// `client_id`: the client to which the token was issued (RFC 8693 §4.3).
    public let clientID: String
    /// `sid`: the session from which the token comes, when there is one.
    public let sessionID: String?
    /// `scope`: what the token permits; empty when the claim is absent.
    public let scope: Scope
    /// `roles`: the account's roles (RFC 9068 §2.2.3.1).
    public let roles: [String]
    /// `permissions`: the account's single permissions.
    public let permissions: [String]
    /// `iat`: when the token was issued, in seconds since 1970-01-01T00:00:00Z.
    public let issuedAt: Int64
    /// `exp`: from when on the token is refused, in seconds since 1970-01-01T00:00:00Z.
    public let expiresAt: Int64
    /// `auth_time`: when the user last authenticated, in seconds since 1970-01-01T00:00:00Z (RFC 9068 §2.2.1).
    public let authenticatedAt: Int64?
    /// `amr`: how the user authenticated (RFC 9068 §2.2.1, RFC 8176).
    public let methods: [String]
    /// `jti`: the token's own identifier.
    ///
    /// RFC 9068 §2.2 demands it, so a verified token always has one.
    public let tokenID: String?
    /// All claims, those above included.
    public let claims: JSONObject

    /// `cnf.jkt`: the thumbprint of the key to which the token is bound (RFC 9449 §6.1); `nil` for a bearer token.
    public var boundKey: String? { claims["cnf"]?["jkt"]?.string }
}

extension AccessToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Whose token it is and until when; none of the other claims.
    public var description: String {
        "AccessToken(subject: \(subject), client: \(clientID), expires at: \(expiresAt))"
    }

    /// The same as `description`, since claims hold personal data.
    public var debugDescription: String { description }

    /// A mirror that shows no more than `description`.
    public var customMirror: Mirror {
        Mirror(self, children: ["subject": subject, "clientID": clientID, "expiresAt": expiresAt])
    }
}
