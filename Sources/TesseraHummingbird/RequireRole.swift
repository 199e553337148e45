public import Hummingbird
import TesseraVerifier

/// Lets only requests through whose access token names a role; put it after `RequireAccessToken`.
public struct RequireRole<Context: AccessTokenRequestContext>: RouterMiddleware {
    private let role: String

    /// Makes the middleware.
    /// - Parameter role: The role, as it stands in the claim `roles` (RFC 9068 §2.2.3.1); case-sensitive.
    public init(_ role: String) {
        self.role = role
    }

    /// Checks the role and passes the request on.
    /// - Parameters:
    ///   - request: The request.
    ///   - context: The request's context.
    ///   - next: What comes after.
    /// - Returns: The answer of what comes after.
    /// - Throws: `AccessRefusal` with `missingRole` (403), or `missingToken` when the route is not protected.
    public func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let roles = try context.requireAccessToken().roles
        guard roles.contains(where: role.isIdentical) else { throw AccessRefusal(.missingRole) }
        return try await next(request, context)
    }
}
