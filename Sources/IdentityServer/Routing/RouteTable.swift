import HTTPTypes

/// Which methods each path knows: for 405, for OPTIONS and for preflight requests.
struct RouteTable: Sendable {
    private struct Route {
        let segments: [Substring]
        var methods: [HTTPRequest.Method]
    }

    private let routes: [Route]

    init(_ endpoints: [Endpoint]) {
        var routes: [Route] = []
        for endpoint in endpoints {
            let segments = endpoint.path.split(separator: "/")
            let methods = endpoint.method == .get ? [HTTPRequest.Method.get, .head] : [endpoint.method]
            if let index = routes.firstIndex(where: { $0.segments == segments }) {
                routes[index].methods += methods
            } else {
                routes.append(Route(segments: segments, methods: methods))
            }
        }
        self.routes = routes
    }

    /// The methods that `path` knows, OPTIONS among them; nil when the path is unknown.
    func methods(of path: String) -> [HTTPRequest.Method]? {
        route(of: path).map { $0.methods.contains(.options) ? $0.methods : $0.methods + [.options] }
    }

    /// The methods to tell a client that asks by OPTIONS; nil when the path is unknown or has an answer of its own to OPTIONS.
    func methodsForOptions(of path: String) -> [HTTPRequest.Method]? {
        guard let route = route(of: path), !route.methods.contains(.options) else { return nil }
        return route.methods + [.options]
    }

    private func route(of path: String) -> Route? {
        guard CanonicalPath.isCanonical(path) else { return nil }
        let segments = path.split(separator: "/")
        return routes.first { route in
            route.segments.count == segments.count
                && zip(route.segments, segments).allSatisfy { template, segment in
                    template.first == "{" || template == segment
                }
        }
    }
}
