import HTTPTypes
import Metrics
import NIOCore
import Synchronization

/// Counts and times requests.
///
/// Labels come from closed sets (method, route template, class of status), so that no client can make new series;
/// handles are kept, since making one costs more than using it.
final class RequestMetrics: Sendable {
    private struct Series: Hashable {
        let method: String
        let route: String
        let statusClass: String
    }

    private struct Handles {
        let requests: Counter
        let duration: Metrics.Timer
    }

    private let handles = Mutex<[Series: Handles]>([:])
    private let factory: any MetricsFactory

    init(factory: any MetricsFactory = MetricsSystem.factory) {
        self.factory = factory
    }

    func record(method: HTTPRequest.Method, route: String, status: HTTPResponse.Status, duration: TimeAmount) {
        let series = Series(method: Self.closed(method), route: route, statusClass: "\(status.code / 100)xx")
        let handles = handles.withLock { known in
            if let found = known[series] { return found }
            let dimensions = [("method", series.method), ("route", series.route), ("status", series.statusClass)]
            let made = Handles(
                requests: Counter(label: "http_requests_total", dimensions: dimensions, factory: factory),
                duration: Metrics.Timer(
                    label: "http_request_duration_seconds",
                    dimensions: dimensions,
                    preferredDisplayUnit: .seconds,
                    factory: factory
                )
            )
            known[series] = made
            return made
        }
        handles.requests.increment()
        handles.duration.recordNanoseconds(duration.nanoseconds)
    }

    /// The method if it is a usual one: a client may invent others.
    static func closed(_ method: HTTPRequest.Method) -> String {
        switch method {
        case .get, .head, .post, .put, .patch, .delete, .options: method.rawValue
        default: "other"
        }
    }
}
