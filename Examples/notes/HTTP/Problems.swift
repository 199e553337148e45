import HTTPTypes
import Hummingbird
import Logging
import NIOHTTP1
import TesseraHummingbird
import TesseraJOSE

/// Turns every error into an answer: a problem of RFC 9457.
///
/// What nobody expected is logged and told to nobody.
struct Problems<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let refusal as AccessRefusal {
            return try refusal.response(from: request, context: context)
        } catch let error as HTTPError where error.status == .notFound {
            // One 404 for everything that isn't there: routes, notes, other people's notes.
            return Self.problem(.notFound, "There is nothing here.", rule: "not_found")
        } catch is HTTPParserError {
            // Found out while a route reads the body: the client's fault, not ours.
            return Self.problem(.badRequest, "The framing of the body does not follow HTTP/1.1.")
        } catch let error as HTTPError {
            return Self.problem(error.status, error.body)
        } catch let error as any HTTPResponseError {
            return Self.problem(error.status, nil)
        } catch {
            context.logger.error("request failed", metadata: ["error.type": "\(type(of: error))"])
            return Self.problem(.internalServerError, nil)
        }
    }

    private static func problem(_ status: HTTPResponse.Status, _ detail: String?, rule: String? = nil) -> Response {
        var members: JSONObject = [
            "type": "about:blank",
            "title": .string(status.reasonPhrase),
            "status": .integer(Int64(status.code)),
        ]
        members["detail"] = detail.map(JSONValue.string)
        members["rule"] = rule.map(JSONValue.string)
        var response = Response.json(.object(members), status: status)
        response.headers[.contentType] = "application/problem+json"
        return response
    }
}
