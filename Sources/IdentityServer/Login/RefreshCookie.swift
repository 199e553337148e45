/// The cookie that keeps a refresh token from scripts.
///
/// The prefix `__Host-` makes browsers insist on Secure, on Path=/ and on no Domain, so that no other host can set or read it.
enum RefreshCookie {
    /// The cookie's name.
    static let name = "__Host-tessera-refresh"
    private static let attributes = "Path=/; Secure; HttpOnly; SameSite=Strict"

    /// The value of `Set-Cookie` that stores `token` for `seconds`.
    static func storing(_ token: String, seconds: Int) -> String {
        "\(name)=\(token); Max-Age=\(seconds); \(attributes)"
    }

    /// The value of `Set-Cookie` that deletes the cookie.
    static let deletion = "\(name)=; Max-Age=0; \(attributes)"

    /// The token in a `Cookie` header's value; nil when there is none or there are two, since one is then forged.
    static func token(in header: String) -> String? { CookieHeader.value(of: name, in: [header]) }
}
