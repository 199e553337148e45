import HTTPTypes
import Hummingbird
import Identity

/// Lets only those forms pass that our own pages sent, from the browser that they were shown to (CSRF).
///
/// Three proofs: the browser's word for where the request comes from (Fetch Metadata), the `Origin`, and a hidden field that only our
/// pages know. SameSite=Strict is the fourth.
struct FormGuard: Sendable {
    let origins: AllowedOrigins
    let tokens: FormTokens

    /// - Throws: a ``Problem`` `cross_site_request` for a form that another site sent, or whose sender is not told.
    func checkSender(_ request: Request) throws {
        let sites = request.headers[values: .secFetchSite]
        let senders = request.headers[values: .origin]
        // Browsers from before Fetch Metadata send none; `none` (typed into the address bar) is no way to send a form.
        guard sites.isEmpty || sites == ["same-origin"],
            let origin = senders.first, senders.count == 1, origins.contains(origin)
        else {
            throw Problem(
                .crossSiteRequest,
                "This form does not come from a page of this server, so nothing was done. Open the page here and "
                    + "try again."
            )
        }
    }

    /// - Parameters:
    ///   - form: the form.
    ///   - holder: whom it must have been shown to; nil when the browser showed no cookie.
    /// - Throws: a ``Problem`` `cross_site_request` for a form with another hidden field, or none.
    func checkToken(_ form: FormBody, of holder: FormTokens.Holder?) throws {
        guard let holder, let token = form.optional("form_token"), tokens.accepts(token, for: holder) else {
            throw Problem(
                .crossSiteRequest,
                "You have signed in or out since you opened this form, or your browser blocks cookies of this "
                    + "site. Nothing was done. Open the page again, allow cookies for this site, and try again."
            )
        }
    }

    /// Whether a page of ours, or the person by the address bar, asks for something that only GET is needed for.
    ///
    /// - Throws: a ``Problem`` `cross_site_request` when another site does.
    func checkReader(_ request: Request) throws {
        let sites = request.headers[values: .secFetchSite]
        guard sites.isEmpty || sites == ["same-origin"] || sites == ["none"] else {
            throw Problem(.crossSiteRequest, "Open your account here and download your data from there.")
        }
    }
}
