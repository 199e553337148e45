import HTTPTypes
import Hummingbird

/// Cross-origin resource sharing by allow-list (WHATWG Fetch §3.2), OPTIONS, and 405 for a known path.
struct CrossOrigin: Sendable {
    let origins: AllowedOrigins
    let routes: RouteTable

    private static let exposed =
        "DPoP-Nonce, ETag, Location, Retry-After, Tessera-Session, WWW-Authenticate, X-Request-Id"
    private static let requestHeaders =
        "Authorization, Content-Type, DPoP, If-None-Match, Tessera-Attempt, Tessera-Client"

    /// The answer to OPTIONS, which needs no endpoint.
    func preliminaryAnswer(to request: Request) -> Response? {
        guard request.method == .options else { return nil }
        return routes.methodsForOptions(of: request.uri.path).map { options($0, request: request) }
    }

    /// Tells browsers which pages may read the answer.
    func mark(_ headers: inout HTTPFields, for request: Request, _ sharing: Sharing) {
        let origin = request.headers[.origin]
        switch sharing {
        case .everyOrigin:
            headers[.accessControlAllowOrigin] = "*"
            headers[.crossOriginResourcePolicy] = "cross-origin"
        case .allowedOrigins:
            headers.append(HTTPField(name: .vary, value: "Origin"))
            if let origin, origins.contains(origin) {
                headers[.accessControlAllowOrigin] = origin
                headers[.accessControlAllowCredentials] = "true"
                headers[.crossOriginResourcePolicy] = "cross-origin"
            }
        case .noOrigin:
            headers.append(HTTPField(name: .vary, value: "Origin"))
        }
        if origin != nil { headers[.accessControlExposeHeaders] = Self.exposed }
    }

    private func options(_ methods: [HTTPRequest.Method], request: Request) -> Response {
        let allow = methods.map(\.rawValue).joined(separator: ", ")
        var headers: HTTPFields = [.allow: allow]
        if request.headers[.accessControlRequestMethod] != nil {
            headers[.accessControlAllowMethods] = allow
            headers[.accessControlAllowHeaders] = Self.requestHeaders
            headers[.accessControlMaxAge] = "600"
        }
        return .bodiless(.noContent, headers)
    }
}
