import HTTPTypes
import Hummingbird
import Identity
import TesseraJOSE

/// `/account`: one's own profile, password, sessions and data.
///
/// Each form calls the service that the API calls, so that each rule stands in one place.
struct AccountPage: Sendable {
    static let path = "/account"
    private static let profileForm = FormShape(
        fields: ["user_name", "email", "display_name", "current_password"],
        focus: "current_password"
    )
    private static let passwordForm = FormShape(
        fields: ["current_password", "new_password"],
        focus: "current_password"
    )
    private static let deletionForm = FormShape(fields: ["password"], focus: "password")

    let site: HostedSite

    var endpoints: [Endpoint] {
        [
            endpoint(.get, "") { request, context in try await show(request, context) },
            endpoint(.post, "/profile") { request, context in try await saveProfile(request, context) },
            endpoint(.post, "/password") { request, context in try await changePassword(request, context) },
            endpoint(.post, "/sessions/{id}/end") { request, context in try await endSession(request, context) },
            endpoint(.post, "/sessions/end-others") { request, context in try await endOthers(request, context) },
            endpoint(.post, "/logout") { request, context in try await signOut(request, context) },
            endpoint(.post, "/delete") { request, context in try await delete(request, context) },
            endpoint(.get, "/export") { request, context in try await export(request, context) },
            // Where password managers look for the form (W3C, A Well-Known URL for Changing Passwords).
            .page(.get, "/.well-known/change-password", for: .anybody, home: Self.path) { _, _ in
                .seeOther(Self.path + "#password")
            },
        ]
    }

    private func endpoint(
        _ method: HTTPRequest.Method,
        _ subpath: String,
        respond: @escaping @Sendable (Request, ServerContext) async throws -> Response
    ) -> Endpoint {
        .page(method, Self.path + subpath, for: .browserSession, home: Self.path, respond: respond)
    }

    private func show(_ request: Request, _ context: ServerContext) async throws -> Response {
        let query = PageQuery(request, origins: site.origins)
        if let bounce = try site.bounce(request, query, to: Self.path) { return bounce }
        guard case .living(let session) = try await site.recognise(request, context) else { return .toSignIn }
        return try await page(of: session, notice: query.notice)
    }

    private func saveProfile(_ request: Request, _ context: ServerContext) async throws -> Response {
        guard let (session, form) = try await openedForm(request, context) else { return .toSignIn }
        let typed = TypedProfile(form)
        return try await Self.profileForm.answer {
            let change = try typed.change()
            _ = try await site.identity.accounts.update(
                session.accountID,
                change,
                in: session.id,
                from: context.source(of: request)
            )
            return .seeOther(PageQuery.link(Self.path, notice: .profileSaved))
        } refused: { refusal in
            try await page(of: session, refused: .profile(refusal, typed))
        }
    }

    private func changePassword(_ request: Request, _ context: ServerContext) async throws -> Response {
        guard let (session, form) = try await openedForm(request, context) else { return .toSignIn }
        return try await Self.passwordForm.answer {
            guard let current = form.optional("current_password"), let new = form.optional("new_password") else {
                var fields: [String: String] = [:]
                if form.optional("current_password") == nil {
                    fields["current_password"] = "Type your current password."
                }
                if form.optional("new_password") == nil { fields["new_password"] = "Type a new password." }
                throw FormRefusal(fields: fields)
            }
            _ = try await site.identity.accounts.changePassword(
                session.accountID,
                current: current,
                new: new,
                keeping: session.id,
                from: context.source(of: request)
            )
            return .seeOther(PageQuery.link(Self.path, notice: .passwordChanged))
        } refused: { refusal in
            try await page(of: session, refused: .password(refusal))
        }
    }

    private func endSession(_ request: Request, _ context: ServerContext) async throws -> Response {
        guard let (session, _) = try await openedForm(request, context) else { return .toSignIn }
        let id = try context.sessionParameter("id")
        try await site.identity.sessions.signOut(
            id,
            of: session.accountID,
            asking: session.id,
            from: context.source(of: request)
        )
        return id == session.id
            ? .signedOut : .seeOther(PageQuery.link(Self.path, notice: .sessionEnded) + "#sessions")
    }

    private func endOthers(_ request: Request, _ context: ServerContext) async throws -> Response {
        guard let (session, _) = try await openedForm(request, context) else { return .toSignIn }
        _ = try await site.identity.sessions.signOutEverywhere(
            session.accountID,
            by: .account(session.accountID),
            except: session.id,
            from: context.source(of: request)
        )
        return .seeOther(PageQuery.link(Self.path, notice: .othersEnded) + "#sessions")
    }

    private func signOut(_ request: Request, _ context: ServerContext) async throws -> Response {
        guard let (session, _) = try await openedForm(request, context) else { return .signedOut }
        try await site.identity.sessions.signOut(session.id, of: session.accountID, from: context.source(of: request))
        return .signedOut
    }

    private func delete(_ request: Request, _ context: ServerContext) async throws -> Response {
        guard let (session, form) = try await openedForm(request, context) else { return .toSignIn }
        return try await Self.deletionForm.answer {
            guard let password = form.optional("password") else {
                throw FormRefusal(fields: ["password": "Type your password to confirm the deletion."])
            }
            try await site.identity.accounts.delete(
                session.accountID,
                password: password,
                in: session.id,
                from: context.source(of: request)
            )
            return .seeOther(
                PageQuery.link(LoginPage.path, notice: .accountDeleted),
                cookies: [RefreshCookie.deletion]
            )
        } refused: { refusal in
            try await page(of: session, refused: .deletion(refusal))
        }
    }

    private func export(_ request: Request, _ context: ServerContext) async throws -> Response {
        try site.guarding.checkReader(request)
        guard case .living(let session) = try await site.recognise(request, context) else { return .toSignIn }
        return .json(
            try await site.identity.accounts.export(session.accountID),
            headers: [.contentDisposition: "attachment; filename=\"tessera-account.json\""]
        )
    }

    /// The form that this session's page sent; nil without a session, so that there is nothing to be done.
    private func openedForm(_ request: Request, _ context: ServerContext) async throws -> (Session, FormBody)? {
        let form = try await site.form(request)
        guard case .living(let session) = try await site.recognise(request, context) else { return nil }
        try site.guarding.checkToken(form, of: .session(session.id))
        return (session, form)
    }

    private func page(
        of session: Session,
        notice: Notice? = nil,
        refused: AccountRefusal? = nil
    ) async throws -> Response {
        let view = AccountView(
            person: SignedInPerson(
                session: session,
                account: try await site.identity.accounts.account(session.accountID)
            ),
            sessions: try await site.identity.sessions.sessions(of: session.accountID),
            now: site.time.now(),
            minimumPasswordLength: site.identity.configuration.passwordPolicy.minimumLength,
            notice: notice,
            refused: refused
        )
        return try site.page(
            "account",
            title: "Your account",
            view.values,
            person: view.person,
            code: refused?.refusal.code,
            retryAfter: refused?.refusal.retryAfter
        )
    }
}

extension Response {
    /// To the sign-in, and back to the account from there.
    fileprivate static var toSignIn: Response { .seeOther(PageQuery.link(LoginPage.path)) }

    /// The end of this browser's own session.
    fileprivate static var signedOut: Response {
        .seeOther(PageQuery.link(LoginPage.path, notice: .signedOut), cookies: [RefreshCookie.deletion])
    }
}
