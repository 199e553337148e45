import HTTPTypes
import Hummingbird
import Identity
import TesseraVerifier

/// `POST /oauth2/revoke`: ends the session that a token belongs to, and with it every token of the session (RFC 7009).
///
/// A client that may revoke may do so to the tokens of every client: it is the operator's own program. A token that is unknown,
/// expired or of an ended session is no error (RFC 7009 §2.2): what was asked for is so already.
struct RevocationEndpoint: Sendable {
    let requests: ClientRequests
    let tokens: LivingAccessTokens
    let sessions: SessionService

    var endpoint: Endpoint {
        Endpoint(
            .post,
            "/oauth2/revoke",
            for: .client,
            errors: .oauth,
            announced: .registered("revocation_endpoint")
        ) { request, context in try await revoke(request, context) }
    }

    private func revoke(_ request: Request, _ context: ServerContext) async throws -> Response {
        let asked = try await requests.request(request, context, requiring: .revoke)
        let source = context.source(of: request)
        switch PresentedToken(try asked.form.required("token")) {
        case .refresh(let token):
            _ = try await sessions.revoke(refreshToken: token, by: asked.client.id, from: source)
        case .access(let token):
            if let (session, account) = try await names(of: token) {
                _ = try await sessions.revoke(session, of: account, by: asked.client.id, from: source)
            }
        }
        // The status alone answers (RFC 7009 §2.2).
        return Response(status: .ok, headers: [.contentLength: "0"])
    }

    private func names(of token: String) async throws -> (SessionID, AccountID)? {
        do {
            let accessToken = try await tokens.verifyUnpresented(token)
            guard let account = AccountID(accessToken.subject),
                let session = accessToken.sessionID.flatMap({ SessionID($0) })
            else { return nil }
            return (session, account)
        } catch is VerificationError {
            return nil
        }
    }
}
