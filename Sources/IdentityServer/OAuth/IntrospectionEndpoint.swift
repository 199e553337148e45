import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import TesseraJOSE
import TesseraOAuth
import TesseraVerifier

/// `POST /oauth2/introspect`: what a token says and whether it is good at this moment (RFC 7662).
///
/// An access token costs no database read once its client, its signature and the state of its session are in memory.
struct IntrospectionEndpoint: Sendable {
    let requests: ClientRequests
    let tokens: LivingAccessTokens
    let sessions: SessionService
    let issuer: String
    private let answers = IntrospectionAnswers()

    init(requests: ClientRequests, tokens: LivingAccessTokens, sessions: SessionService, issuer: String) {
        self.requests = requests
        self.tokens = tokens
        self.sessions = sessions
        self.issuer = issuer
    }

    var endpoint: Endpoint {
        Endpoint(
            .post,
            "/oauth2/introspect",
            for: .client,
            errors: .oauth,
            log: .quiet,
            announced: .registered("introspection_endpoint")
        ) { request, context in try await introspect(request, context) }
    }

    /// Why a token is not good is never told: the answer is the same for every reason (RFC 7662 §2.2), and for a token of a
    /// kind that the client may not ask about (RFC 7662 §4).
    private static let inactive = ByteBuffer(string: #"{"active":false}"#)
    private static let headers: HTTPFields = [
        .contentType: "application/json", .cacheControl: "no-store", .pragma: "no-cache",
    ]

    private func introspect(_ request: Request, _ context: ServerContext) async throws -> Response {
        let asked = try await requests.request(request, context, requiring: .introspect, .introspectRefresh)
        let token = PresentedToken(try asked.form.required("token"))
        let answer: ByteBuffer? =
            if !asked.client.permissions.contains(token.permissionToAsk) {
                nil
            } else {
                switch token {
                case .access(let token): try await accessTokenAnswer(token)
                case .refresh(let token): try await refreshTokenAnswer(token)
                }
            }
        return Response(status: .ok, headers: Self.headers, body: .init(byteBuffer: answer ?? Self.inactive))
    }

    /// The claims of the token (RFC 7662 §2.2), but for those that only serve the offline check of a status.
    private func accessTokenAnswer(_ token: String) async throws -> ByteBuffer? {
        let accessToken: AccessToken
        do {
            accessToken = try await tokens.verifyUnpresented(token)
        } catch is VerificationError {
            return nil
        }
        return answers.answer(about: accessToken.claims) {
            var answer: JSONObject = [
                "active": true,
                "token_type": .string((accessToken.boundKey == nil ? TokenType.bearer : .dpop).rawValue),
            ]
            for (name, value) in accessToken.claims where name != "status" && name != "active" && name != "token_type" {
                answer[name] = value
            }
            return answer
        }
    }

    /// A refresh token is for this server alone, as its `aud` says, and has no `token_type`.
    ///
    /// Resource servers in the wild look at neither, so only a client with a permission of its own gets this answer.
    private func refreshTokenAnswer(_ token: String) async throws -> ByteBuffer? {
        guard let facts = try await sessions.inspect(refreshToken: token) else { return nil }
        let session = facts.session
        var answer: JSONObject = [
            "active": true,
            "iss": .string(issuer),
            "sub": .string(session.accountID.description),
            "aud": .string(issuer),
            "client_id": .string(session.clientID),
            "iat": .integer(session.tokenIssuedAt.seconds),
            "exp": .integer(session.idleExpiresAt.seconds),
            "sid": .string(session.id.description),
            "auth_time": .integer(session.authenticatedAt.seconds),
            "scope": .string(session.scope.text),
        ]
        if !facts.roles.isEmpty { answer["roles"] = .array(facts.roles.map(JSONValue.string)) }
        return ByteBuffer(bytes: JSONValue.object(answer).serialized())
    }
}
