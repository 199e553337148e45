import Hummingbird

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
