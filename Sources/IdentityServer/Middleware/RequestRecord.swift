import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Writes one line per request and counts it.
///
/// Knows the path's template only: a path, a query or a token never gets here.
struct RequestRecord: Sendable {
    let metrics: RequestMetrics

    /// What is asked for every few seconds, or is public and cached, is no news.
    private static let quiet: Set<String> = [
        "/health/live", "/health/ready", "/metrics", "/.well-known/jwks.json", "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server", "/assets/{name}", "/status/lists", "/status/lists/{number}",
        "/oauth2/introspect", "/auth/check",
    ]

    /// Counts the request, and writes its line.
    func write(
        _ method: HTTPRequest.Method,
        _ status: HTTPResponse.Status,
        duration: TimeAmount,
        _ context: ServerContext
    ) {
        let route = context.routeTemplate
        metrics.record(method: method, route: route, status: status, duration: duration)
        let level: Logger.Level = Self.quiet.contains(route) ? .debug : .info
        // The metadata costs more than the level check.
        if context.logger.logLevel <= level {
            context.log.log(
                level: level,
                "request",
                metadata: [
                    "http.method": .string(RequestMetrics.closed(method)), "http.route": .string(route),
                    "http.status": .stringConvertible(status.code),
                    "http.milliseconds": .stringConvertible(Double(duration.nanoseconds / 1000) / 1000),
                ]
            )
        }
    }
}
