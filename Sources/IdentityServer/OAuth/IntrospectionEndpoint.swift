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

    var endpoint: Endpoint {
        Endpoint(.post, "/oauth2/introspect", for: .anybody) { request, context in
            try await introspect(request, context)
        }
    }

    /// Why a token is not good is told to nobody: the answer is the same for every reason (RFC 7662 §2.2).
    private static let inactive = ByteBuffer(string: #"{"active":false}"#)
    private static let headers: HTTPFields = [
        .contentType: "application/json", .cacheControl: "no-store", .pragma: "no-cache",
    ]

    private func introspect(_ request: Request, _ context: ServerContext) async throws -> Response {
        let asked = try await requests.request(request, context, requiring: .introspect)
        let answer: JSONObject? =
            switch PresentedToken(try asked.form.required("token")) {
            case .access(let token): try await accessTokenAnswer(token)
            case .refresh(let token): try await refreshTokenAnswer(token)
            }
        let body = answer.map { ByteBuffer(bytes: JSONValue.object($0).serialized()) } ?? Self.inactive
        return Response(status: .ok, headers: Self.headers, body: .init(byteBuffer: body))
    }

    /// The claims of the token (RFC 7662 §2.2), but for those that only serve the offline check of a status.
    private func accessTokenAnswer(_ token: String) async throws -> JSONObject? {
        let accessToken: AccessToken
        do {
            accessToken = try await tokens.verify(token)
        } catch is VerificationError {
            return nil
        }
        var answer: JSONObject = ["active": true, "token_type": "Bearer"]
        for (name, value) in accessToken.claims where name != "status" && name != "active" && name != "token_type" {
            answer[name] = value
        }
        return answer
    }

    /// A refresh token is for this server alone, as its `aud` says, and has no `token_type`, so that nobody takes it for an access
    /// token.
    private func refreshTokenAnswer(_ token: String) async throws -> JSONObject? {
        guard let facts = try await sessions.inspect(refreshToken: token) else { return nil }
        var answer: JSONObject = [
            "active": true,
            "iss": .string(issuer),
            "sub": .string(facts.accountID.description),
            "aud": .string(issuer),
            "client_id": .string(facts.clientID),
            "iat": .integer(facts.issuedAt.seconds),
            "exp": .integer(facts.expiresAt.seconds),
            "sid": .string(facts.sessionID.description),
            "auth_time": .integer(facts.authenticatedAt.seconds),
            "scope": .string(facts.scope.text),
        ]
        if !facts.roles.isEmpty { answer["roles"] = .array(facts.roles.map(JSONValue.string)) }
        return answer
    }
}
