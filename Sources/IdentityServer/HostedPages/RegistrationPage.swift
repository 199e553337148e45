import HTTPTypes
import Hummingbird
import Identity

/// `/register`: make an account, and be signed in with it.
struct RegistrationPage: Sendable {
    static let path = "/register"
    private static let form = FormShape(
        fields: ["user_name", "email", "display_name", "password"],
        focus: "password"
    )

    let site: HostedSite

    var endpoints: [Endpoint] {
        [
            .page(.get, Self.path, for: .anybody, home: Self.path) { request, _ in
                let query = PageQuery(request, origins: site.origins)
                if let bounce = try site.bounce(request, query, to: Self.path) { return bounce }
                guard site.identity.configuration.isRegistrationOpen else {
                    throw Problem(
                        .registrationClosed,
                        "Ask the operator of this server for an account. If you have one, sign in."
                    )
                }
                return try page(request, query.returnPath, Typed(), refusal: nil)
            },
            .page(.post, Self.path, for: .anybody, home: Self.path) { request, context in
                try await register(request, context)
            },
        ]
    }

    /// What somebody typed, and gets back when something is wrong; not the password.
    private struct Typed {
        var userName = ""
        var email = ""
        var displayName = ""

        init() {}

        init(_ form: FormBody) {
            userName = form.optional("user_name") ?? ""
            email = form.optional("email") ?? ""
            displayName = form.optional("display_name") ?? ""
        }
    }

    private func register(_ request: Request, _ context: ServerContext) async throws -> Response {
        let form = try await site.form(request)
        try site.guarding.checkToken(form, of: VisitorCookie.visitor(request).map { .visitor($0) })
        let returnPath = ReturnPath(form.optional("return"), origins: site.origins)
        let registration = Registration(
            userName: form.optional("user_name"),
            email: form.optional("email"),
            password: form.optional("password") ?? "",
            displayName: form.optional("display_name")
        )
        return try await Self.form.answer {
            guard let identifier = registration.userName ?? registration.email else {
                throw IdentityError(.noIdentifier)
            }
            _ = try await site.identity.accounts.register(registration, from: context.source(of: request))
            do {
                return try await site.signIn(
                    identifier: identifier,
                    password: registration.password,
                    goingOnTo: returnPath,
                    notice: .registered,
                    request,
                    context
                )
            } catch let error where FormRefusal(error, in: Self.form) != nil {
                // The account is made and the server too busy to sign in: that is not a failed registration.
                return .seeOther(PageQuery.link(LoginPage.path, returnPath: returnPath, notice: .registered))
            }
        } refused: { refusal in
            try page(request, returnPath, Typed(form), refusal: refusal)
        }
    }

    private func page(
        _ request: Request,
        _ returnPath: ReturnPath,
        _ typed: Typed,
        refusal: FormRefusal?
    ) throws -> Response {
        let minimum = site.identity.configuration.passwordPolicy.minimumLength
        var password = PageField.password(
            "password",
            "Password",
            autocomplete: "new-password",
            hint: "At least \(minimum) characters. A few unrelated words make a good one."
        )
        password.isRequired = true
        password.minimum = minimum
        let fields = [
            ProfileFields.userName(typed.userName), ProfileFields.email(typed.email),
            ProfileFields.displayName(typed.displayName), password,
        ]
        var values: [String: Any] = [
            "return": returnPath.location,
            "login_link": PageQuery.link(LoginPage.path, returnPath: returnPath),
            "fields": fields.values(in: "register", refusal: refusal, focus: "user_name"),
        ]
        if let refusal { values["alert"] = refusal.alert }
        return try site.visitorPage("register", title: "Make an account", values, request, refusal: refusal)
    }
}
