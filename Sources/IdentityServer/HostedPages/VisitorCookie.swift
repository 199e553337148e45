import Hummingbird
import Identity

/// The cookie of a browser that is not signed in, to which the forms for signing in are bound.
///
/// It names nobody and ends with the browser.
enum VisitorCookie {
    /// The cookie's name.
    static let name = "__Host-tessera-visitor"

    /// The visitor that the request's cookie names.
    static func visitor(_ request: Request) -> VisitorID? {
        CookieHeader.value(of: name, in: request.headers[values: .cookie]).flatMap { VisitorID($0) }
    }

    /// The value of `Set-Cookie` that stores `visitor`.
    static func storing(_ visitor: VisitorID) -> String {
        "\(name)=\(visitor.text); Path=/; Secure; HttpOnly; SameSite=Strict"
    }
}
