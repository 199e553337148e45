import HTTPTypes
import Hummingbird
import TesseraHummingbird
import TesseraOAuth
import TesseraVerifier

/// `/auth/check`: tells a reverse proxy whether a request may pass, and who asks (nginx `auth_request`, Traefik and Caddy forward
/// authentication, Envoy `ext_authz`).
///
/// 200 with the identity's header fields, 401 with the challenge of RFC 6750, 403 when the token is good and does not suffice; a
/// body never. What RFC 6750 §3.1 calls `invalid_request` is 401 here too, not 400, because nginx takes every other status for a
/// failure of ours.
struct AccessCheckEndpoints: Sendable {
    let tokens: LivingAccessTokens
    let realm: String

    /// Envoy asks with the method of the request itself.
    private static let methods: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete, .options]

    var endpoints: [Endpoint] {
        Self.methods.map { method in
            Endpoint(method, "/auth/check", for: .anybody) { request, _ in try await check(request) }
        }
    }

    private func check(_ request: Request) async throws -> Response {
        let requirements = try CheckRequirements(query: request.uri.query)
        let token: AccessToken
        do {
            token = try await tokens.verify(BearerCredentials.token(in: request.headers))
        } catch let refusal as AccessRefusal {
            return refused(refusal)
        } catch let error as VerificationError {
            return refused(AccessRefusal(error))
        }
        guard requirements.scopes.allSatisfy(token.scope.contains) else {
            return insufficientScope(requirements.scopes)
        }
        guard requirements.roles.allSatisfy({ token.roles.contains(where: $0.isIdentical) }),
            requirements.audiences.allSatisfy({ token.audience.contains(where: $0.isIdentical) })
        else { return answer(.forbidden, [:]) }
        return answer(.ok, IdentityHeaders.fields(for: token))
    }

    private func refused(_ refusal: AccessRefusal) -> Response {
        // Without a challenge there is nothing wrong with the token as far as anybody knows.
        guard let challenge = refusal.challenge else {
            return answer(refusal.status, refusal.retryAfter.map { [.retryAfter: String($0)] } ?? [:])
        }
        return answer(.unauthorized, [.wwwAuthenticate: challenge.inRealm(realm).headerValue])
    }

    private func insufficientScope(_ required: [String]) -> Response {
        let challenge = BearerChallenge(
            realm: realm,
            error: .insufficientScope,
            description: "The access token's scope does not suffice.",
            scope: try? Scope(required)
        )
        return answer(.forbidden, [.wwwAuthenticate: challenge.headerValue])
    }

    private func answer(_ status: HTTPResponse.Status, _ headers: HTTPFields) -> Response {
        Response(status: status, headers: headers)
    }
}
