import HTTPTypes
import Hummingbird
import Identity

/// `POST /auth/setup`: the first administrator, by the one-time link that the server shows when it starts.
struct SetupEndpoints: Sendable {
    let setup: FirstAdministratorSetup
    let limits: ServerLimits

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/auth/setup", for: .anybody) { request, context in try await complete(request, context) }]
    }

    private func complete(_ request: Request, _ context: ServerContext) async throws -> Response {
        let body = try SetupBody(await request.jsonBytes(limits: limits))
        let registration = Registration(userName: body.userName, email: body.email, password: body.password)
        let account = try await setup.complete(token: body.setupToken, registration, from: context.source(of: request))
        return .json(account.json, status: .created, headers: [.location: AccountEndpoints.path])
    }
}
