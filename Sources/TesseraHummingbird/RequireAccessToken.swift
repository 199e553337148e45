// TesseraHummingbird owns the protection of Hummingbird routes by access tokens: it takes the token out of the request
// (RFC 6750 §2.1), has TesseraVerifier verify it, and then requires scope, role or ownership. Every refusal is one
// type, `AccessRefusal`. It has no rule about tokens of its own and holds no state.

import HTTPTypes
public import Hummingbird
public import TesseraVerifier

/// Lets only requests with a valid access token through, and puts what the token says into the context.
///
/// ```swift
/// router.add(middleware: RequireAccessToken(verifier: verifier))
/// ```
///
/// The token must stand in the one `Authorization` header (RFC 6750 §2.1). Put CORS middleware in front, since a
/// browser's preflight request carries no token.
public struct RequireAccessToken<Context: AccessTokenRequestContext>: RouterMiddleware {
    private let verifier: AccessTokenVerifier
    private let realm: String

    /// Makes the middleware.
    /// - Parameters:
    ///   - verifier: Verifies the tokens.
    ///   - realm: The protection space that challenges name; the verifier's audience unless said otherwise.
    public init(verifier: AccessTokenVerifier, realm: String? = nil) {
        self.verifier = verifier
        self.realm = realm ?? verifier.audience
    }

    /// Verifies the request's access token and passes the request on.
    /// - Parameters:
    ///   - request: The request.
    ///   - context: The request's context.
    ///   - next: What comes after.
    /// - Returns: The answer of what comes after.
    /// - Throws: `AccessRefusal` when there is no token, more than one, or an invalid one.
    public func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.accessToken = try await accessToken(of: request)
        return try await next(request, context)
    }

    private func accessToken(of request: Request) async throws -> AccessToken {
        do {
            let token = try BearerCredentials.token(of: request)
            return try await verifier.verify(token)
        } catch let refusal as AccessRefusal {
            throw refusal.inRealm(realm)
        } catch let error as VerificationError {
            throw AccessRefusal(error).inRealm(realm)
        }
    }
}
