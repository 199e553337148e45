import HTTPTypes
import Hummingbird

extension Request {
    /// Whether a refresh without any token is a question, `?nobody=204`, and its answer no error.
    ///
    /// A page cannot see the cookie, so it asks at each load; a person who is not signed in has done nothing wrong. Who does not say so
    /// gets `invalid_request`, as ever.
    var isAskingWhetherSignedIn: Bool { uri.queryParameters["nobody"] == "204" }
}

extension Response {
    /// Nobody is signed in: 204, and a header that tells this answer from a stranger's on the way.
    static var nobodySignedIn: Response { .bodiless(.noContent, [.tesseraSession: "none", .cacheControl: "no-store"]) }
}
