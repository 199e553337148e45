import HTTPTypes
import Hummingbird
import Logging
import TesseraJOSE
import TesseraOAuth

/// Turns every error into its answer, in one place.
///
/// An unforeseen error becomes a 500 without detail, and is logged with the request's id.
struct ProblemAnswers: Sendable {
    let routes: RouteTable
    /// The URL before the code, for the member `type`.
    let typeBase: String
    /// Names the protection space in challenges.
    let realm: String
    /// Says it in words for people, for the endpoints of hosted pages; nil where there are none.
    var pages: HostedProblems?

    /// The answer to an error that an endpoint threw.
    func answer(to error: any Error, of request: Request, _ context: ServerContext) -> Response {
        let problem = refine(error, request, context)
        switch routes.traits(of: context.endpointPath, path: request.uri.path).errors {
        case .oauth: return oauthAnswer(to: problem)
        case .page(let home): return pages?.answer(to: problem, home: home, context) ?? answer(to: problem, context)
        case .problem:
            guard problem.code == .notFound, routes.methods(of: request.uri.path) == nil, Self.wantsPage(request) else {
                return answer(to: problem, context)
            }
            return pages?.answerUnknownAddress(problem, context) ?? answer(to: problem, context)
        }
    }

    /// Whether a browser wants something to show (RFC 9110 §12.5.1): programs do not name HTML.
    private static func wantsPage(_ request: Request) -> Bool {
        request.headers[values: .accept].flatMap { $0.split(separator: ",") }
            .contains { $0.prefix { $0 != ";" }.trimmed.lowercased() == "text/html" }
    }

    private func refine(_ error: any Error, _ request: Request, _ context: ServerContext) -> Problem {
        guard let problem = Problem(mapping: error) else {
            // The descriptions of our errors hold no row data and no secret; the client gets none of it.
            context.log.error(
                "request failed",
                metadata: [
                    "error.type": .string("\(type(of: error))"), "error.detail": .string("\(error)"),
                    "http.route": .string(context.routeTemplate),
                ]
            )
            return Problem(.serverError, "The server failed. Its log has the details under the request id.")
        }
        guard problem.code == .notFound, let methods = routes.methods(of: request.uri.path),
            !methods.contains(request.method)
        else { return problem }
        var refined = Problem(.methodNotAllowed, "Use one of: \(methods.map(\.rawValue).joined(separator: ", ")).")
        refined.allowed = methods
        return refined
    }

    /// The answer in the words of OAuth (RFC 6749 §5.2).
    ///
    /// A client that is not believed is told how to prove who it is, as every 401 must (RFC 9110 §11.6.1).
    private func oauthAnswer(to problem: Problem) -> Response {
        var headers = headers(of: problem, contentType: "application/json")
        headers[.pragma] = "no-cache"
        if problem.status == .unauthorized {
            headers[.wwwAuthenticate] = ClientChallenge(realm: realm).headerValue
        }
        var object = JSONObject()
        for member in ErrorAnswer(error: ProblemTable.row(problem.code).oauth, description: problem.detail).members {
            object.set(member)
        }
        return Response(
            status: problem.status,
            headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: JSONValue.object(object).serialized()))
        )
    }

    private func headers(of problem: Problem, contentType: String) -> HTTPFields {
        var headers: HTTPFields = [.contentType: contentType, .cacheControl: "no-store"]
        if let retryAfter = problem.retryAfter { headers[.retryAfter] = String(retryAfter) }
        if let codings = problem.acceptedCodings { headers[.acceptEncoding] = codings }
        if !problem.allowed.isEmpty { headers[.allow] = problem.allowed.map(\.rawValue).joined(separator: ", ") }
        return headers
    }

    private func answer(to problem: Problem, _ context: ServerContext) -> Response {
        var headers = headers(of: problem, contentType: "application/problem+json")
        let challenges = [
            problem.challenge?.inRealm(realm).headerValue, problem.proofChallenge?.inRealm(realm).headerValue,
        ]
        .compactMap(\.self)
        if !challenges.isEmpty {
            headers[.wwwAuthenticate] = challenges.joined(separator: ", ")
        } else if problem.code == .invalidClient {
            headers[.wwwAuthenticate] = ClientChallenge(realm: realm).headerValue
        } else if problem.status == .unauthorized {
            headers[.wwwAuthenticate] = BearerChallenge(realm: realm).headerValue
        }
        if problem.clearsCookie { headers[.setCookie] = RefreshCookie.deletion }
        let document = problem.document(typeBase: typeBase, requestID: context.requestID)
        return Response(
            status: problem.status,
            headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: document.serialized()))
        )
    }
}
