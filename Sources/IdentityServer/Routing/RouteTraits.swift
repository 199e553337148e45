/// What surrounds the answers of a path, whichever method is asked for.
struct RouteTraits: Sendable, Hashable {
    /// How an error is said.
    let errors: ErrorStyle
    /// Which pages may read the answers.
    let sharing: Sharing
    /// Whether a request is worth a line in the log.
    let log: RequestLogging

    /// What is true of a path that nothing is known about.
    static let usual = RouteTraits(errors: .problem, sharing: .allowedOrigins, log: .usual)
}

/// How an endpoint says an error.
enum ErrorStyle: Sendable, Hashable {
    /// As a problem document (RFC 9457).
    case problem
    /// As OAuth does (RFC 6749 §5.2).
    case oauth
    /// As a page in words for people, with a link back to the page `home`.
    case page(home: String)
}

/// Which pages of other origins may read an endpoint's answers (WHATWG Fetch §3.2).
enum Sharing: Sendable, Hashable {
    /// Pages of the origins on the server's allow-list, with the cookie.
    case allowedOrigins
    /// All pages, without credentials: a public document.
    case everyOrigin
    /// None, not even those on the allow-list: what people read and fill in is for no script.
    case noOrigin
}

/// How loud the request log is about an endpoint.
enum RequestLogging: Sendable, Hashable {
    /// A line for each request.
    case usual
    /// Lines at the level `debug` only: others ask every few seconds, or the answer is public and cached.
    case quiet
}
