import HTTPTypes
import Hummingbird

/// The errors of hosted pages, in words for people.
struct HostedProblems: Sendable {
    let site: HostedSite

    /// The page that says what went wrong, with a link to go on; nil when it cannot be written.
    func answer(to problem: Problem, home: String, _ context: ServerContext) -> Response? {
        page(problem, link: home, linkText: "Open the page again", context)
    }

    /// The page for an address that does not exist: a browser may have it from a bookmark or a mistyped link.
    func answerUnknownAddress(_ problem: Problem, _ context: ServerContext) -> Response? {
        var response = page(problem, link: AccountPage.path, linkText: "Open your account", context)
        response?.headers.append(HTTPField(name: .vary, value: "Accept"))
        return response
    }

    private func page(_ problem: Problem, link: String, linkText: String, _ context: ServerContext) -> Response? {
        var values = site.message(text: problem.detail, link: link, linkText: linkText)
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
