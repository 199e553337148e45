// The hosted pages own what a person sees of the server without any script: signing in, registering, one's own account. They
// read forms and write HTML. What may be done, and by whom, is decided by the same services of Identity as for the API; a page
// never sees an access token.

import HTTPTypes
import Hummingbird
import Identity

/// `/login`, `/register` and `/account`.
struct HostedPages: Sendable {
    let site: HostedSite

    var endpoints: [Endpoint] {
        LoginPage(site: site).endpoints + RegistrationPage(site: site).endpoints + AccountPage(site: site).endpoints
    }
}

/// The errors of hosted pages, in words for people.
struct HostedProblems: Sendable {
    let site: HostedSite

    /// The page that says what went wrong, with a link to go on; nil when it cannot be written.
    func answer(to problem: Problem, home: String, _ context: ServerContext) -> Response? {
        var values = site.message(text: problem.detail, link: home, linkText: "Open the page again")
        values["request_id"] = context.requestID
        let title = ProblemTable.row(problem.code).title
        guard
            var response = try? site.page(
                "message",
                title: title,
                values,
                code: problem.code,
                retryAfter: problem.retryAfter
            )
        else { return nil }
        if !problem.allowed.isEmpty {
            response.headers[.allow] = problem.allowed.map(\.rawValue).joined(separator: ", ")
        }
        return response
    }
}
