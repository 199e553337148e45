import Hummingbird
import Identity
import TesseraHummingbird
import TesseraOAuth
import TesseraVerifier

/// Asks the database whether the token's session lives.
///
/// Other servers believe a token until it expires; this one knows better, so here a revocation counts at once.
struct RequireLivingSession: RouterMiddleware {
    let sessions: SessionService
    /// The names of the algorithms that a proof may be signed by.
    let algorithms: [String]

    func handle(
        _ request: Request,
        context: ServerContext,
        next: @concurrent (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        let token = try context.requireAccessToken()
        guard let account = AccountID(token.subject), let session = token.sessionID.flatMap({ SessionID($0) }) else {
            throw refusal(
                Problem(.invalidToken, "The access token names no account and session of this server."),
                of: token
            )
        }
        guard try await sessions.isAlive(session) else {
            let end = try await sessions.sessions(of: account).first { $0.id == session }?.end
            var problem = Problem(.sessionEnded, "The session has ended.")
            if let cause = end?.cause {
                let words = await sessions.words(cause, of: session)
                problem = Problem(.sessionEnded, words.text, cause: cause.rawValue)
                problem.endedBy = words.endedBy
            }
            throw refusal(problem, of: token)
        }
        var context = context
        context.identity = SignedInIdentity(account: account, session: session)
        return try await next(request, context)
    }

    private func refusal(_ problem: Problem, of token: AccessToken) -> Problem {
        var problem = problem
        if token.boundKey == nil {
            problem.challenge = BearerChallenge(error: .invalidToken, description: problem.detail)
        } else {
            problem.proofChallenge = DPoPChallenge(
                error: .invalidToken,
                description: problem.detail,
                algorithms: algorithms
            )
        }
        return problem
    }
}
