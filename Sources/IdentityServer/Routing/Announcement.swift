/// The member of the server's metadata that names an endpoint's URL.
enum Announcement: Sendable, Hashable {
    /// A registered member (RFC 8414 §2, OpenID Connect Discovery 1.0 §3).
    case registered(String)
    /// A member of our own, inside of the member `tessera`.
    case own(String)
}
