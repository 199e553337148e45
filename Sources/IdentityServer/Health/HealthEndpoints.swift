import HTTPTypes
import Hummingbird
import Identity
import Logging
import TesseraJOSE

/// `/health/live`, `/health/ready` and `/metrics`: for the operators of the server.
struct HealthEndpoints: Sendable {
    let readiness: Readiness
    let database: DatabaseProbe
    /// Why the database cannot be written at this moment; nil when it can, as far as anybody has found out.
    let writeFailure: @Sendable () -> StorageFailure.Cause?
    /// The metrics as Prometheus text.
    let metricsText: @Sendable () -> String
    /// Whether `/metrics` stands on the main port, where only peers on loopback get it.
    let servesMetrics: Bool
    let limits: ServerLimits

    var endpoints: [Endpoint] {
        var endpoints = [
            Endpoint(.get, "/health/live", for: .anybody, log: .quiet) { _, _ in .json(["status": "live"]) },
            Endpoint(.get, "/health/ready", for: .anybody, log: .quiet) { _, context in try await ready(context) },
        ]
        if servesMetrics {
            endpoints.append(Self.metricsEndpoint { request, context in try metrics(request, context) })
        }
        return endpoints
    }

    /// `/metrics`, on whichever port.
    static func metricsEndpoint(
        respond: @escaping @Sendable (Request, ServerContext) async throws -> Response
    ) -> Endpoint {
        Endpoint(.get, "/metrics", for: .anybody, log: .quiet, respond: respond)
    }

    private func ready(_ context: ServerContext) async throws -> Response {
        let state = readiness.current
        guard state == .ready else {
            throw Problem(.notReady, "The server is \(state.rawValue).", retryAfter: 1)
        }
        let answers = await database.answers(within: limits.readinessTimeout)
        if let cause = writeFailure(), cause.endsService {
            throw Problem(
                .notReady,
                "\(StorageWords.trouble(cause, .write)) The log has the details.",
                cause: cause.rawValue,
                retryAfter: StorageWords.retryAfter(cause)
            )
        }
        guard answers else {
            context.log.warning("database does not respond")
            throw Problem(.notReady, "The database does not respond.", retryAfter: 1)
        }
        // A server that cannot write still publishes keys and lists, checks and introspects. Another one would have the same
        // database, and taking this one away would take those away, too.
        guard let cause = writeFailure() else { return .json(["status": "ready"]) }
        return .json(["status": "degraded", "writes": .string(cause.rawValue)])
    }

    private func metrics(_ request: Request, _ context: ServerContext) throws -> Response {
        // A proxy on this machine would make the whole world a loopback peer.
        let isForwarded = request.headers.contains(.xForwardedFor) || request.headers.contains(.forwarded)
        guard context.isPeerOnLoopback, !isForwarded else {
            throw Problem(.accessDenied, "Metrics are available to this machine only. Set a separate port for them.")
        }
        return Self.prometheus(metricsText())
    }

    /// An answer in Prometheus' text format 0.0.4.
    static func prometheus(_ text: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }
}
