import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Writes one line per request and counts it.
///
/// Knows the path's template only: a path, a query or a token never gets here.
struct RequestRecord: Sendable {
    let metrics: RequestMetrics

    /// Counts the request, and writes its line.
    func write(
        _ method: HTTPRequest.Method,
        _ status: HTTPResponse.Status,
        duration: TimeAmount,
        _ logging: RequestLogging,
        _ context: ServerContext
    ) {
        let route = context.routeTemplate
        metrics.record(method: method, route: route, status: status, duration: duration)
        let level: Logger.Level = logging == .quiet ? .debug : .info
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
