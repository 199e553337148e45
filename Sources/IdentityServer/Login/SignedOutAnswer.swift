import HTTPTypes
import Hummingbird

extension Request {
    /// Whether a refresh without any token asks whether there is a session, `?without_session=204`, so that 204 answers it and no error.
    ///
    /// A page cannot see the cookie, so it asks at each load; a person who is not signed in has done nothing wrong. A client that does not say so
    /// gets `invalid_request`, as ever.
    var isAskingWhetherSignedIn: Bool { uri.queryParameters["without_session"] == "204" }
}

extension Response {
    /// There is no session: 204, and a header that tells this answer from a stranger's on the way.
    static var withoutSession: Response { .bodiless(.noContent, [.tesseraSession: "none", .cacheControl: "no-store"]) }
}
