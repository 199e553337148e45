import Hummingbird
import Identity

/// Lets administrators through, by the database: a token may be minutes older than a demotion.
struct RequireAdministrator: RouterMiddleware {
    let accounts: AccountService

    func handle(
        _ request: Request,
        context: ServerContext,
        next: @concurrent (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        let account = try await accounts.account(context.signedIn().account)
        guard account.isAdministrator, account.disabledAt == nil else {
            throw Problem(.accessDenied, "This needs the role \(Account.administratorRole).")
        }
        return try await next(request, context)
    }
}
