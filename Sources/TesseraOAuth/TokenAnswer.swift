/// A successful answer of the token endpoint (RFC 6749 §5.1), with what a session adds to it.
///
/// It must be sent with `Cache-Control: no-store` (RFC 6749 §5.1). Its `description` shows neither token.
public struct TokenAnswer: Sendable, Hashable {
    /// `access_token`.
    public let accessToken: String
    /// `token_type`: how the access token is presented (RFC 6750 §4, RFC 9449 §5).
    public let tokenType: TokenType
    /// `expires_in`: the access token's lifetime in seconds.
    public let expiresIn: Int
    /// `refresh_token`; `nil` when it travels in a cookie.
    public let refreshToken: String?
    /// `scope`: what was granted, which may be less than was asked for (RFC 6749 §3.3).
    public let scope: Scope
    /// `session_id`: the session to which both tokens belong.
    public let sessionID: String
    /// `generation`: how many times the session's refresh token has been rotated.
    public let generation: Int64
    /// `refresh_expires_in`: the refresh token's lifetime in seconds.
    public let refreshExpiresIn: Int

    /// Makes an answer.
    /// - Parameters:
    ///   - accessToken: The access token.
    ///   - tokenType: The type of the access token.
    ///   - expiresIn: The access token's lifetime in seconds.
    ///   - refreshToken: The refresh token, or `nil` when it travels in a cookie.
    ///   - scope: The granted scope.
    ///   - sessionID: The session's identifier.
    ///   - generation: The refresh token's generation.
    ///   - refreshExpiresIn: The refresh token's lifetime in seconds.
    public init(
        accessToken: String,
        tokenType: TokenType = .bearer,
        expiresIn: Int,
        refreshToken: String?,
        scope: Scope,
        sessionID: String,
        generation: Int64,
        refreshExpiresIn: Int
    ) {
        self.accessToken = accessToken
        self.tokenType = tokenType
        self.expiresIn = expiresIn
        self.refreshToken = refreshToken
        self.scope = scope
        self.sessionID = sessionID
        self.generation = generation
        self.refreshExpiresIn = refreshExpiresIn
    }

    /// The JSON object's members in their order; an absent refresh token and an empty scope are left out.
    public var members: [AnswerMember] {
        var members = [
            AnswerMember("access_token", .string(accessToken)),
            AnswerMember("token_type", .string(tokenType.rawValue)),
            AnswerMember("expires_in", .integer(Int64(expiresIn))),
        ]
        if let refreshToken { members.append(AnswerMember("refresh_token", .string(refreshToken))) }
        members.append(AnswerMember("refresh_expires_in", .integer(Int64(refreshExpiresIn))))
        if !scope.isEmpty { members.append(AnswerMember("scope", .string(scope.text))) }
        members.append(AnswerMember("session_id", .string(sessionID)))
        members.append(AnswerMember("generation", .integer(generation)))
        return members
    }
}

extension TokenAnswer: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What the answer grants, without the tokens.
    public var description: String {
        "TokenAnswer(session \(sessionID), generation \(generation), expires in \(expiresIn) s)"
    }

    /// The same as `description`: a token stands in no log.
    public var debugDescription: String { description }

    /// A mirror without the tokens, so that `dump` shows none either.
    public var customMirror: Mirror {
        Mirror(self, children: ["sessionID": sessionID, "generation": generation, "expiresIn": expiresIn])
    }
}
