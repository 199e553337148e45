public import Hummingbird
import TesseraOAuth
import TesseraVerifier

/// Lets only requests through whose access token has the whole of a scope; put it after `RequireAccessToken`.
public struct RequireScope<Context: AccessTokenRequestContext>: RouterMiddleware {
    /// `nil` when what was asked for is no scope; then no token suffices.
    private let scope: Scope?

    /// Makes the middleware.
    /// - Parameters:
    ///   - scope: A scope token (RFC 6749 §3.3), such as `notes:read`. Text that is no scope lets nobody through.
    ///   - others: More scope tokens, all of which are required.
    public init(_ scope: String, _ others: String...) {
        self.scope = try? Scope([scope] + others)
    }

    /// Checks the scope and passes the request on.
    /// - Parameters:
    ///   - request: The request.
    ///   - context: The request's context.
    ///   - next: What comes after.
    /// - Returns: The answer of what comes after.
    /// - Throws: `AccessRefusal` with `insufficientScope` (403, naming the scope), or `missingToken` when the route is
    ///   not protected.
    public func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let accessToken = try context.requireAccessToken()
        guard let scope, scope.isSubset(of: accessToken.scope) else {
            throw AccessRefusal(insufficient: scope, of: accessToken)
        }
        return try await next(request, context)
    }
}
