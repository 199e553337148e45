public import Hummingbird
public import TesseraVerifier

/// Lets only requests through whose person has proved who they are not long ago; put it after `RequireAccessToken`.
///
/// For what should not happen at a screen that was left open: to delete everything, to change where money goes.
///
/// ```swift
/// protected.group("account").add(middleware: RequireAuthentication(within: .seconds(300)))
/// ```
///
/// The time is the token's `auth_time` (RFC 9068 §2.2.1), which a refresh does not move: the person has to prove it again. A token
/// without it is refused.
public struct RequireAuthentication<Context: AccessTokenRequestContext>: RouterMiddleware {
    private let maxAge: Int64
    private let now: @Sendable () -> Int64

    /// Makes the middleware.
    /// - Parameters:
    ///   - duration: How long ago the proof may be; whole seconds count. With less than zero no request gets through.
    ///   - now: The current time in seconds since 1970-01-01T00:00:00Z.
    public init(within duration: Duration, now: @escaping @Sendable () -> Int64 = { SystemTime.seconds() }) {
        maxAge = duration.components.seconds
        self.now = now
    }

    /// Checks the age of the sign-in and passes the request on.
    /// - Parameters:
    ///   - request: The request.
    ///   - context: The request's context.
    ///   - next: What comes after.
    /// - Returns: The answer of what comes after.
    /// - Throws: `AccessRefusal` with `authenticationTooOld` (401 `insufficient_user_authentication` with `max_age`, RFC 9470 §3), or
    ///   `missingToken` when the route is not protected.
    public func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let accessToken = try context.requireAccessToken()
        guard let authenticatedAt = accessToken.authenticatedAt, isRecent(authenticatedAt) else {
            throw AccessRefusal(authenticationOlderThan: max(0, maxAge), of: accessToken)
        }
        return try await next(request, context)
    }

    private func isRecent(_ authenticatedAt: Int64) -> Bool {
        let (age, overflow) = now().subtractingReportingOverflow(authenticatedAt)
        return !overflow && maxAge >= 0 && age <= maxAge
    }
}
