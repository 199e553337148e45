import HTTPTypes
import Hummingbird

/// Who may use an endpoint.
///
/// Every endpoint must say it; there is no default.
enum Access: Sendable, Hashable {
    /// Anybody.
    case anybody
    /// Whoever has an access token of a living session.
    case signedIn
    /// Whoever is signed in and has the role `admin`.
    case administrator
}

/// One method of one path, and what answers it.
struct Endpoint: Sendable {
    let method: HTTPRequest.Method
    /// The path with parameters in braces, as the API document writes it: `/auth/sessions/{id}`.
    let path: String
    let access: Access
    let respond: @Sendable (Request, ServerContext) async throws -> Response

    init(
        _ method: HTTPRequest.Method,
        _ path: String,
        for access: Access,
        respond: @escaping @Sendable (Request, ServerContext) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.respond = respond
    }
}
