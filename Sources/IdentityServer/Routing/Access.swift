/// Who may use an endpoint.
///
/// Every endpoint must say it; there is no default.
enum Access: Sendable, Hashable, CaseIterable {
    /// Anybody.
    case anybody
    /// A person with an access token of a living session. The router checks it.
    case signedIn
    /// A signed-in person with the role `admin`. The router checks it.
    case administrator
    /// A confidential client that proves who it is. ``ClientRequests`` checks it, since the proof may stand in the body.
    case client
    /// A browser whose cookie belongs to a living session. The page checks it, since it answers all others by a page of its own.
    case browserSession
}
