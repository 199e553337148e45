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
        let segments = path.split(separator: "/")
        let route = routes.first { route in
            route.segments.count == segments.count
                && zip(route.segments, segments).allSatisfy { template, segment in
                    template.first == "{" || template == segment
                }
        }
        return route.map { $0.methods + [.options] }
    }
}
