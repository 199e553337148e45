import HTTPTypes
import Hummingbird

/// Refuses requests that a page of another origin could have a browser send with our cookie (CSRF).
///
/// Two proofs: a header that no form and no image can set (so that a foreign page needs a preflight), and an `Origin` on the
/// allow-list. SameSite=Strict is the third, the browser's.
struct CrossSiteGuard: Sendable {
    let origins: AllowedOrigins

    /// - Throws: a ``Problem`` `cross_site_request` that says which proof is missing.
    func check(_ request: Request) throws {
        guard let client = request.headers[.tesseraClient], !client.isEmpty else {
            throw Problem(
                .crossSiteRequest,
                "A request with the cookie needs the header Tessera-Client.",
                field: "Tessera-Client"
            )
        }
        try checkOrigin(request)
    }

    /// The second proof alone, for the sign-in that sets the cookie.
    func checkOrigin(_ request: Request) throws {
        let given = request.headers[values: .origin]
        guard let origin = given.first, given.count == 1, origins.contains(origin) else {
            throw Problem(
                .crossSiteRequest,
                "A request with the cookie needs an Origin on the server's allow-list.",
                field: "Origin"
            )
        }
    }

    /// Refuses to set the cookie for a page of another site, which a browser would not let have it: `SameSite=Strict`.
    ///
    /// The sign-in would work, and the session be lost with the page. Browsers say so by Fetch Metadata; a browser that does not is believed.
    func checkSite(_ request: Request) throws {
        guard request.headers[.secFetchSite] == "cross-site" else { return }
        throw Problem(
            .crossSiteCookie,
            """
            The page and this authorization server are on different sites, and browsers do not send the session's \
            cookie (SameSite=Strict) from such a page: the next reload would lose the session. Serve both under one \
            site, such as app.example.com and login.example.com, or ask for the transport "body" (in the browser \
            client: mode "token").
            """,
            field: "transport"
        )
    }
}
