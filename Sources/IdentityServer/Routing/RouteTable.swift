import HTTPTypes

/// What is known of each path: its methods, for 405, OPTIONS and preflight requests, and its traits.
struct RouteTable: Sendable {
    fileprivate struct Route {
        let segments: [Substring]
        var methods: [HTTPRequest.Method]
        let traits: RouteTraits
    }

    private let routes: [Route]
    private let traitsByTemplate: [String: RouteTraits]

    /// - Parameter endpoints: all endpoints of a router. Those of one path have the same traits.
    init(_ endpoints: [Endpoint]) {
        var routes: [Route] = []
        var traits: [String: RouteTraits] = [:]
        for endpoint in endpoints {
            let segments = endpoint.path.split(separator: "/")
            let methods = endpoint.method == .get ? [HTTPRequest.Method.get, .head] : [endpoint.method]
            if let index = routes.firstIndex(where: { $0.segments == segments }) {
                precondition(routes[index].traits == endpoint.traits, "\(endpoint.path) has two kinds of traits")
                routes[index].methods += methods
            } else {
                routes.append(Route(segments: segments, methods: methods, traits: endpoint.traits))
                traits[endpoint.path] = endpoint.traits
            }
        }
        self.routes = routes
        self.traitsByTemplate = traits
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

    /// The traits of a request.
    ///
    /// - Parameters:
    ///   - template: the path of the endpoint that the router found; nil or unknown when it found none.
    ///   - path: the path that was asked for, which decides then: an unknown path is like its neighbours.
    /// - Returns: the traits.
    func traits(of template: String?, path: @autoclosure () -> String) -> RouteTraits {
        if let template, let known = traitsByTemplate[template] { return known }
        return traits(near: path())
    }

    /// The traits of a path that the router has no endpoint for: its own where only the method is unknown, and otherwise those that all
    /// endpoints under the longest known part of it have in common.
    ///
    /// `/account/nothing` is answered by a page as all of `/account` is, and `/oauth2/nothing` in the words of OAuth. The log is told of
    /// each such request.
    private func traits(near path: String) -> RouteTraits {
        let usual = RouteTraits.usual
        if let route = route(of: path) {
            return RouteTraits(errors: route.traits.errors, sharing: route.traits.sharing, log: usual.log)
        }
        // The empty segment of a doubled slash is in no template, so that such a path is near to nothing.
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        while !segments.isEmpty {
            let near = routes.filter { $0.begins(with: segments) }.map(\.traits)
            guard let first = near.first else {
                segments.removeLast()
                continue
            }
            return RouteTraits(
                errors: near.allSatisfy { $0.errors == first.errors } ? first.errors : usual.errors,
                sharing: near.allSatisfy { $0.sharing == first.sharing } ? first.sharing : usual.sharing,
                log: usual.log
            )
        }
        return usual
    }

    private func route(of path: String) -> Route? {
        guard CanonicalPath.isCanonical(path) else { return nil }
        let segments = path.split(separator: "/")
        return routes.first { $0.segments.count == segments.count && $0.begins(with: segments[...]) }
    }
}

extension RouteTable.Route {
    /// Whether the first segments of the template are `segments`, a parameter being any.
    fileprivate func begins(with segments: ArraySlice<Substring>) -> Bool {
        self.segments.count >= segments.count
            && zip(self.segments, segments).allSatisfy { template, segment in
                template.first == "{" || template == segment
            }
    }
}
