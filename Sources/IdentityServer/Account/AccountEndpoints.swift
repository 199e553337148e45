import HTTPTypes
import Hummingbird
import Identity
import TesseraJOSE

/// `/auth/me`: one's own account.
struct AccountEndpoints: Sendable {
    static let path = "/auth/me"

    let accounts: AccountService
    let limits: ServerLimits

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, Self.path, for: .signedIn) { _, context in
                .json(try await accounts.account(context.signedIn().account).json)
            },
            Endpoint(.patch, Self.path, for: .signedIn) { request, context in try await update(request, context) },
            Endpoint(.delete, Self.path, for: .signedIn) { request, context in try await delete(request, context) },
            Endpoint(.put, Self.path + "/password", for: .signedIn) { request, context in
                try await changePassword(request, context)
            },
            Endpoint(.get, Self.path + "/export", for: .signedIn) { _, context in try await export(context) },
        ]
    }

    private func update(_ request: Request, _ context: ServerContext) async throws -> Response {
        let body = try ProfileBody(await request.jsonBytes(Request.patchTypes, limits: limits))
        let change = ProfileChange(
            userName: Change(body.userName),
            email: Change(body.email),
            displayName: Change(body.displayName),
            currentPassword: body.currentPassword
        )
        let identity = try context.signedIn()
        let account = try await accounts.update(
            identity.account,
            change,
            in: identity.session,
            from: context.source(of: request)
        )
        return .json(account.json)
    }

    private func delete(_ request: Request, _ context: ServerContext) async throws -> Response {
        let body = try DeletionBody(await request.jsonBytes(limits: limits))
        let identity = try context.signedIn()
        try await accounts.delete(
            identity.account,
            password: body.password,
            in: identity.session,
            from: context.source(of: request)
        )
        var response = Response.noContent
        response.headers[.setCookie] = RefreshCookie.deletion
        return response
    }

    private func changePassword(_ request: Request, _ context: ServerContext) async throws -> Response {
        let body = try PasswordBody(await request.jsonBytes(limits: limits))
        let identity = try context.signedIn()
        let ended = try await accounts.changePassword(
            identity.account,
            current: body.currentPassword,
            new: body.newPassword,
            keeping: identity.session,
            from: context.source(of: request)
        )
        return .json(["ended": .integer(Int64(ended))])
    }

    private func export(_ context: ServerContext) async throws -> Response {
        .json(
            try await accounts.export(context.signedIn().account),
            headers: [.contentDisposition: "attachment; filename=\"tessera-account.json\""]
        )
    }
}

extension Change where Value == String {
    /// What a merge patch says, in the words of the identity rules.
    init(_ patch: MemberPatch) {
        self =
            switch patch {
            case .absent: .unchanged
            case .null: .cleared
            case .value(let text): .set(text)
            }
    }
}
