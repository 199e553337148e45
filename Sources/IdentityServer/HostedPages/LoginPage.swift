import HTTPTypes
import Hummingbird
import Identity

/// `/login`: sign in with a password, and go on to where one came from.
///
/// Every sign-in begins a new session, whatever cookie the browser had before, so that nobody can be made to use a session that
/// somebody else knows. The session of that cookie ends.
struct LoginPage: Sendable {
    static let path = "/login"
    private static let form = FormShape(fields: ["identifier", "password"], focus: "password")

    let site: HostedSite

    var endpoints: [Endpoint] {
        [
            .page(.get, Self.path, for: .anybody, home: Self.path) { request, context in
                try await show(request, context)
            },
            .page(.post, Self.path, for: .anybody, home: Self.path) { request, context in
                try await signIn(request, context)
            },
        ]
    }

    private func show(_ request: Request, _ context: ServerContext) async throws -> Response {
        let query = PageQuery(request, origins: site.origins)
        if let bounce = try site.bounce(request, query, to: Self.path) { return bounce }
        switch try await site.recognise(request, context) {
        case .living(let session):
            let person = SignedInPerson(
                session: session,
                account: try await site.identity.accounts.account(session.accountID)
            )
            if query.notice == .signedIn {
                // A form may lead to this server only, a page to wherever the operator allows.
                let location = query.returnPath.location
                return try site.page(
                    "message",
                    title: "You are signed in",
                    site.message(text: "", link: location, linkText: "Continue", goesOn: true),
                    person: person
                )
            }
            return try page(request, query.returnPath, person: person)
        case .ended(let session, let cause):
            let words = await site.identity.sessions.words(cause, of: session)
            let ended = "You are signed out. \(words.text)"
            return try page(request, query.returnPath, notice: query.notice?.sentence ?? ended)
        case .unknown:
            return try page(request, query.returnPath, notice: query.notice?.sentence)
        }
    }

    private func signIn(_ request: Request, _ context: ServerContext) async throws -> Response {
        let form = try await site.form(request)
        try site.guarding.checkToken(form, of: VisitorCookie.visitor(request).map { .visitor($0) })
        let returnPath = ReturnPath(form.optional("return"), origins: site.origins)
        let identifier = form.optional("identifier") ?? ""
        return try await Self.form.answer {
            guard let password = form.optional("password"), !identifier.isEmpty else {
                throw FormRefusal(fields: Self.missing(form))
            }
            return try await site.signIn(
                identifier: identifier,
                password: password,
                goingOnTo: returnPath,
                request,
                context
            )
        } refused: { refusal in
            try page(request, returnPath, identifier: identifier, refusal: refusal)
        }
    }

    private static func missing(_ form: FormBody) -> [String: String] {
        var fields: [String: String] = [:]
        if form.optional("identifier") == nil { fields["identifier"] = "Type your user name or your e-mail address." }
        if form.optional("password") == nil { fields["password"] = "Type your password." }
        return fields
    }

    private func page(
        _ request: Request,
        _ returnPath: ReturnPath,
        identifier: String = "",
        person: SignedInPerson? = nil,
        notice: String? = nil,
        refusal: FormRefusal? = nil
    ) throws -> Response {
        var identifierField = PageField(name: "identifier", label: "User name or e-mail address")
        identifierField.autocomplete = "username"
        identifierField.value = identifier
        identifierField.isRequired = true
        var passwordField = PageField.password("password", "Password", autocomplete: "current-password")
        passwordField.isRequired = true
        var values: [String: Any] = [
            "return": returnPath.location,
            "fields": [identifierField, passwordField].values(
                in: "login",
                refusal: refusal,
                focus: person == nil ? "identifier" : nil
            ),
        ]
        if let notice { values["notice"] = notice }
        if let refusal { values["alert"] = refusal.alert }
        if let person {
            values["signed_in_as"] = person.name
        } else if site.identity.configuration.isRegistrationOpen {
            values["register_link"] = PageQuery.link(RegistrationPage.path, returnPath: returnPath)
        }
        return try site.visitorPage(
            "login",
            title: person == nil ? "Sign in" : "You are signed in",
            values,
            request,
            person: person,
            refusal: refusal
        )
    }
}
