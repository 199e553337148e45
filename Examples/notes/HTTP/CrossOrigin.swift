import HTTPTypes
import Hummingbird

/// Cross-origin requests by allow-list (Fetch standard, CORS protocol).
///
/// Tokens travel in a header, so no origin gets `Access-Control-Allow-Credentials`. An origin that isn't listed gets no
/// CORS header, and its browser keeps the answer.
struct CrossOrigin<Context: RequestContext>: RouterMiddleware {
    let allowed: AllowedOrigins

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let isPreflight =
            request.method == .options && request.headers[.origin] != nil
            && request.headers[.accessControlRequestMethod] != nil
        var response = isPreflight ? Response(status: .noContent) : try await next(request, context)
        // Caches must know that the answer depends on the origin, allowed or not.
        response.headers.append(HTTPField(name: .vary, value: "Origin"))
        guard let origin = request.headers[.origin], allowed.contains(origin) else { return response }
        response.headers[.accessControlAllowOrigin] = origin
        if isPreflight {
            response.headers[.accessControlAllowMethods] = "GET, POST, PUT, DELETE"
            response.headers[.accessControlAllowHeaders] = "Authorization, Content-Type, DPoP"
            response.headers[.accessControlMaxAge] = "600"
        } else {
            response.headers[.accessControlExposeHeaders] = "DPoP-Nonce, Location, Retry-After, WWW-Authenticate"
        }
        return response
    }
}
