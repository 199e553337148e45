import HTTPTypes
import Hummingbird

/// Cross-origin resource sharing by allow-list (WHATWG Fetch §3.2), OPTIONS, and 405 for a known path.
struct CrossOrigin: RouterMiddleware {
    let origins: AllowedOrigins
    let routes: RouteTable

    private static let exposed = "ETag, Location, Retry-After, WWW-Authenticate, X-Request-Id"
    private static let requestHeaders = "Authorization, Content-Type, If-None-Match, Tessera-Attempt, Tessera-Client"

    func handle(
        _ request: Request,
        context: ServerContext,
        next: @concurrent (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        let origin = request.headers[.origin]
        var response: Response
        if request.method == .options, let methods = routes.methods(of: path) {
            response = options(methods, request: request)
        } else {
            response = try await next(request, context)
        }
        if path.hasPrefix("/.well-known/") || path == "/status/lists" || path.hasPrefix("/status/lists/") {
            // Public documents: any page may read them, and none sends credentials along.
            response.headers[.accessControlAllowOrigin] = "*"
            response.headers[.crossOriginResourcePolicy] = "cross-origin"
        } else {
            response.headers.append(HTTPField(name: .vary, value: "Origin"))
            if let origin, origins.contains(origin) {
                response.headers[.accessControlAllowOrigin] = origin
                response.headers[.accessControlAllowCredentials] = "true"
                response.headers[.crossOriginResourcePolicy] = "cross-origin"
            }
        }
        if origin != nil { response.headers[.accessControlExposeHeaders] = Self.exposed }
        return response
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
