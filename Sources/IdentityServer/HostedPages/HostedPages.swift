// The hosted pages own what a person sees of the server without any script: signing in, registering, one's own account. They
// read forms and write HTML. What may be done, and by whom, is decided by the same services of Identity as for the API; a page
// never sees an access token.

/// `/login`, `/register` and `/account`.
struct HostedPages: Sendable {
    let site: HostedSite

    var endpoints: [Endpoint] {
        LoginPage(site: site).endpoints + RegistrationPage(site: site).endpoints + AccountPage(site: site).endpoints
    }
}
