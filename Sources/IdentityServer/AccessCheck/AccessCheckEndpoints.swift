import HTTPTypes
import Hummingbird
import Identity
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
    /// The names of the algorithms that a proof may be signed by.
    var algorithms: [String] { tokens.verifier.proofs.algorithmNames }

    /// Envoy asks with the method of the request itself.
    private static let methods: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete, .options]

    var endpoints: [Endpoint] {
        Self.methods.map { method in
            Endpoint(method, "/auth/check", for: .anybody, log: .quiet) { request, _ in try await check(request) }
        }
    }

    private func check(_ request: Request) async throws -> Response {
        let requirements = try CheckRequirements(query: request.uri.query)
        let token: AccessToken
        let credentials: AccessCredentials
        do {
            credentials = try AccessCredentials.credentials(in: request.headers)
        } catch {
            return refused(error.offering(algorithms))
        }
        let presented = try presented(credentials, by: request)
        do {
            token = try await tokens.verify(presented)
        } catch let error as VerificationError {
            return refused(AccessRefusal(error, presentedAs: credentials.type, algorithms: algorithms))
        } catch let failure as StorageFailure {
            return answer(.serviceUnavailable, [.retryAfter: String(StorageWords.retryAfter(failure.cause))])
        }
        guard requirements.scopes.allSatisfy(token.scope.contains) else {
            return insufficientScope(requirements.scopes, of: token)
        }
        guard requirements.roles.allSatisfy({ token.roles.contains(where: $0.isIdentical) }),
            requirements.audiences.allSatisfy({ token.audience.contains(where: $0.isIdentical) })
        else { return answer(.forbidden, [:]) }
        return answer(.ok, IdentityHeaders.fields(for: token))
    }

    private func refused(_ refusal: AccessRefusal) -> Response {
        // Without a challenge there is nothing wrong with the token as far as anybody knows.
        guard let challenges = refusal.inRealm(realm).challengeText else {
            return answer(refusal.status, refusal.retryAfter.map { [.retryAfter: String($0)] } ?? [:])
        }
        return answer(.unauthorized, [.wwwAuthenticate: challenges])
    }

    /// A bound token is held against the request that the proxy describes; a bearer token is the same for every request.
    private func presented(_ credentials: AccessCredentials, by request: Request) throws -> PresentedAccessToken {
        let proof: PresentedProof
        switch credentials.type {
        case .bearer:
            proof = PresentedProof(values: [], method: "", uri: "")
        case .dpop:
            let forwarded = try ForwardedRequest(request.headers)
            proof = PresentedProof(
                values: request.headers[values: .dpop],
                method: forwarded.method,
                uri: forwarded.uri
            )
        }
        return PresentedAccessToken(credentials.token, as: credentials.type, proof: proof)
    }

    private func insufficientScope(_ required: [String], of token: AccessToken) -> Response {
        let refusal = AccessRefusal(insufficient: try? Scope(required), of: token)
        return answer(.forbidden, refusal.inRealm(realm).challengeText.map { [.wwwAuthenticate: $0] } ?? [:])
    }

    private func answer(_ status: HTTPResponse.Status, _ headers: HTTPFields) -> Response {
        Response(status: status, headers: headers)
    }
}
