import HTTPTypes
import Hummingbird

/// One method of one path, what answers it, and all that the rest of the server knows of it.
///
/// Who may ask, how errors are said, which pages may read the answer, what the log tells and under which name the metadata has it: each is
/// said here and read from here, and stands nowhere else.
struct Endpoint: Sendable {
    let method: HTTPRequest.Method
    /// The path with parameters in braces, as the API document writes it: `/auth/sessions/{id}`.
    let path: String
    let access: Access
    /// What all endpoints of the path have in common.
    let traits: RouteTraits
    /// Under which name the server's metadata has it; nil for an endpoint that is not in there.
    let announcement: Announcement?
    let respond: @Sendable (Request, ServerContext) async throws -> Response

    init(
        _ method: HTTPRequest.Method,
        _ path: String,
        for access: Access,
        errors: ErrorStyle = RouteTraits.usual.errors,
        sharing: Sharing = RouteTraits.usual.sharing,
        log: RequestLogging = RouteTraits.usual.log,
        announced announcement: Announcement? = nil,
        respond: @escaping @Sendable (Request, ServerContext) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.traits = RouteTraits(errors: errors, sharing: sharing, log: log)
        self.announcement = announcement
        self.respond = respond
    }

    /// An endpoint of a hosted page: people read its errors, and no script its answers.
    ///
    /// - Parameters:
    ///   - method: the method.
    ///   - path: the path.
    ///   - access: who may ask.
    ///   - home: the page that an error leads back to.
    ///   - respond: what answers it.
    /// - Returns: the endpoint.
    static func page(
        _ method: HTTPRequest.Method,
        _ path: String,
        for access: Access,
        home: String,
        respond: @escaping @Sendable (Request, ServerContext) async throws -> Response
    ) -> Endpoint {
        Endpoint(method, path, for: access, errors: .page(home: home), sharing: .noOrigin, respond: respond)
    }
}
