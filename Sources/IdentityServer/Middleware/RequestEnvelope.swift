import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import TesseraHummingbird

/// What surrounds every request, in one middleware: each layer is a value with plain functions, called in the order
/// in which it stands here.
///
/// One asynchronous frame in place of four, since each costs more than what most of them do.
struct RequestEnvelope: RouterMiddleware {
    let routes: RouteTable
    let frame: RequestFrame
    let record: RequestRecord
    let crossOrigin: CrossOrigin
    let problems: ProblemAnswers
    /// The nonce that proofs must carry at this moment.
    let proofNonce: @Sendable () -> String

    func handle(
        _ request: Request,
        context: ServerContext,
        next: @concurrent (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        frame.open(&context, request)
        let start = NIODeadline.now()
        var response: Response
        if !CanonicalPath.isCanonical(request.uri.path) {
            // The router would find the same endpoints under other spellings of their paths.
            response = problems.answer(
                to: Problem(.notFound, "Each path has exactly one spelling. See /docs for the existing paths."),
                of: request,
                context
            )
        } else if let answer = crossOrigin.preliminaryAnswer(to: request) {
            response = answer
        } else {
            do {
                // Its reads and writes share one bound on the wait for the database.
                let asksForChange = request.method.asksForChange
                response = try await StorageWait.ofOneRequest(asksForChange: asksForChange) { [context] in
                    try await next(request, context)
                }
            } catch {
                response = problems.answer(to: error, of: request, context)
            }
        }
        // On every answer, so that a client that goes on calling always has a good one (RFC 9449 §8.2).
        if request.headers.contains(.dpop) { response.headers[.dpopNonce] = proofNonce() }
        let traits = routes.traits(of: context.endpointPath, path: request.uri.path)
        crossOrigin.mark(&response.headers, for: request, traits.sharing)
        record.write(request.method, response.status, duration: NIODeadline.now() - start, traits.log, context)
        frame.close(&response.headers, context)
        return response
    }
}

extension HTTPRequest.Method {
    /// Whether the method may change something, unlike those that RFC 9110 §9.2.1 calls safe.
    fileprivate var asksForChange: Bool { ![.get, .head, .options, .trace].contains(self) }
}
