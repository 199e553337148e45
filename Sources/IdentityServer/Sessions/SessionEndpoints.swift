import HTTPTypes
import Hummingbird
import Identity
import TesseraJOSE

/// `/auth/sessions`: every session of one's own, with how it ended, and the end of any of them.
struct SessionEndpoints: Sendable {
    let sessions: SessionService
    let time: TimeSource

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/auth/sessions", for: .signedIn) { _, context in try await list(context) },
            Endpoint(.delete, "/auth/sessions/{id}", for: .signedIn) { request, context in
                try await end(request, context)
            },
        ]
    }

    private func list(_ context: ServerContext) async throws -> Response {
        let identity = try context.signedIn()
        let now = time.now()
        let list = try await sessions.sessions(of: identity.account)
        return .json(["sessions": .array(list.map { $0.json(current: identity.session, now: now) })])
    }

    private func end(_ request: Request, _ context: ServerContext) async throws -> Response {
        let id = try context.sessionParameter("id")
        let identity = try context.signedIn()
        try await sessions.signOut(
            id,
            of: identity.account,
            asking: identity.session,
            from: context.source(of: request)
        )
        return .noContent
    }
}

extension ServerContext {
    /// The session that the path names.
    ///
    /// What is no identifier names no session.
    func sessionParameter(_ name: String) throws -> SessionID {
        guard let id = parameters.get(name).flatMap({ SessionID($0) }) else {
            throw Problem(.sessionNotFound, "There is no such session.")
        }
        return id
    }

    /// The account that the path names.
    ///
    /// What is no identifier names no account.
    func accountParameter(_ name: String) throws -> AccountID {
        guard let id = parameters.get(name).flatMap({ AccountID($0) }) else {
            throw Problem(.accountNotFound, "There is no such account.")
        }
        return id
    }
}
