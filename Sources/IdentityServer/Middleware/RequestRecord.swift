import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Writes one line per request and counts it.
///
/// Knows the path's template only: a path, a query or a token never gets here.
struct RequestRecord: RouterMiddleware {
    let metrics: RequestMetrics

    /// What is asked for every few seconds, or is public and cached, is no news.
    private static let quiet: Set<String> = [
        "/health/live", "/health/ready", "/metrics", "/.well-known/jwks.json", "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server", "/assets/{name}", "/status/lists",
        "/status/lists/{number}",
    ]

    func handle(
        _ request: Request,
        context: ServerContext,
        next: @concurrent (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        let start = NIODeadline.now()
        let response = try await next(request, context)
        let duration = NIODeadline.now() - start
        let route = context.routeTemplate
        metrics.record(method: request.method, route: route, status: response.status, duration: duration)
        let level: Logger.Level = Self.quiet.contains(route) ? .debug : .info
        // The metadata costs more than the level check.
        if context.logger.logLevel <= level {
            context.logger.log(
                level: level,
                "request",
                metadata: [
                    "http.method": .string(RequestMetrics.closed(request.method)), "http.route": .string(route),
                    "http.status": .stringConvertible(response.status.code),
                    "http.milliseconds": .stringConvertible(Double(duration.nanoseconds / 1000) / 1000),
                ]
            )
        }
        return response
    }
}
