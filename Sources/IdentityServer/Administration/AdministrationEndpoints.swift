import HTTPTypes
import Hummingbird
import Identity
import TesseraJOSE

/// `/admin/users…`: everybody's accounts, for administrators.
struct AdministrationEndpoints: Sendable {
    let accounts: AccountService
    let sessions: SessionService
    let time: TimeSource
    let limits: ServerLimits

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/admin/users", for: .administrator) { request, _ in try await list(request) },
            Endpoint(.get, "/admin/users/{id}", for: .administrator) { _, context in
                .json(try await accounts.account(context.accountParameter("id")).json)
            },
            Endpoint(.post, "/admin/users/{id}/disable", for: .administrator) { _, context in
                .json(try await accounts.disable(context.accountParameter("id"), by: actor(context)).json)
            },
            Endpoint(.post, "/admin/users/{id}/enable", for: .administrator) { _, context in
                .json(try await accounts.enable(context.accountParameter("id"), by: actor(context)).json)
            },
            Endpoint(.put, "/admin/users/{id}/roles", for: .administrator) { request, context in
                let body = try NamesBody(await request.jsonBytes(limits: limits), member: "roles")
                return .json(
                    try await accounts.setRoles(context.accountParameter("id"), body.names, by: actor(context)).json
                )
            },
            Endpoint(.put, "/admin/users/{id}/permissions", for: .administrator) { request, context in
                let body = try NamesBody(await request.jsonBytes(limits: limits), member: "permissions")
                let account = try await accounts.setPermissions(
                    context.accountParameter("id"),
                    body.names,
                    by: actor(context)
                )
                return .json(account.json)
            },
            Endpoint(.get, "/admin/users/{id}/sessions", for: .administrator) { _, context in try await list(context) },
            Endpoint(.post, "/admin/users/{id}/logout-everywhere", for: .administrator) { request, context in
                try await endAll(request, context)
            },
            Endpoint(.delete, "/admin/users/{id}/sessions/{session}", for: .administrator) { request, context in
                try await end(request, context)
            },
        ]
    }

    private func actor(_ context: ServerContext) throws -> Actor { .account(try context.signedIn().account) }

    private func list(_ request: Request) async throws -> Response {
        let page = try await accounts.list(AccountListQuery.query(of: request))
        return .json(["users": .array(page.accounts.map(\.json)), "next": .text(page.next)])
    }

    private func list(_ context: ServerContext) async throws -> Response {
        let id = try await accounts.account(context.accountParameter("id")).id
        let now = time.now()
        let current = try context.signedIn().session
        let list = try await sessions.sessions(of: id)
        return .json(["sessions": .array(list.map { $0.json(current: current, now: now) })])
    }

    private func endAll(_ request: Request, _ context: ServerContext) async throws -> Response {
        let id = try await accounts.account(context.accountParameter("id")).id
        let ended = try await sessions.signOutEverywhere(
            id,
            cause: .revokedByAdministrator,
            by: actor(context),
            from: context.source(of: request)
        )
        return .json(["ended": .integer(Int64(ended))])
    }

    private func end(_ request: Request, _ context: ServerContext) async throws -> Response {
        let account = try context.accountParameter("id")
        let session = try await sessions.end(
            context.sessionParameter("session"),
            of: account,
            by: actor(context),
            from: context.source(of: request)
        )
        return .json(session.json(current: try context.signedIn().session, now: time.now()))
    }
}
