import HTTPTypes
import Hummingbird
import Identity

/// `POST /auth/register`: an account for whoever wants one.
struct RegistrationEndpoints: Sendable {
    let accounts: AccountService
    let limits: ServerLimits

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/auth/register", for: .anybody) { request, context in try await register(request, context) }]
    }

    private func register(_ request: Request, _ context: ServerContext) async throws -> Response {
        let body = try RegistrationBody(await request.jsonBytes(limits: limits))
        let registration = Registration(
            userName: body.userName,
            email: body.email,
            password: body.password,
            displayName: body.displayName
        )
        let account = try await accounts.register(registration, from: context.source(of: request))
        return .json(account.json, status: .created, headers: [.location: AccountEndpoints.path])
    }
}
