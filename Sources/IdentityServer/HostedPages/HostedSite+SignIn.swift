import Hummingbird
import Identity

extension HostedSite {
    /// Signs somebody in, ends the session that the browser had before, and sends the browser on with the new one's cookie.
    func signIn(
        identifier: String,
        password: String,
        goingOnTo returnPath: ReturnPath,
        notice: Notice? = nil,
        _ request: Request,
        _ context: ServerContext
    ) async throws -> Response {
        let source = context.source(of: request)
        let tokens = try await identity.signIn.withPassword(
            identifier: identifier,
            password: password,
            options: SignInOptions(transport: .cookie),
            from: source
        )
        if let before = cookieToken(request) {
            _ = try await identity.sessions.signOut(refreshToken: before, from: source)
        }
        // The session's longest lifetime: pages use it without giving out a new cookie, and when it ends is the server's to say.
        let cookie = RefreshCookie.storing(
            tokens.refreshToken,
            seconds: Int(identity.configuration.sessionAbsoluteLifetime.wholeSeconds)
        )
        if returnPath.isURL {
            let link = PageQuery.link(LoginPage.path, returnPath: returnPath, notice: .signedIn)
            return .seeOther(link, cookies: [cookie])
        }
        let location =
            returnPath.isFallback ? PageQuery.link(ReturnPath.fallback, notice: notice) : returnPath.location
        return .seeOther(location, cookies: [cookie])
    }

    /// A page with a form for somebody who is not signed in yet: bound to a cookie that names nobody.
    func visitorPage(
        _ template: String,
        title: String,
        _ values: [String: Any],
        _ request: Request,
        person: SignedInPerson? = nil,
        refusal: FormRefusal?
    ) throws -> Response {
        let known = VisitorCookie.visitor(request)
        let visitor = known ?? .generate()
        var values = values
        values["form_token"] = identity.formTokens.token(for: .visitor(visitor))
        var response = try page(
            template,
            title: title,
            values,
            person: person,
            code: refusal?.code,
            retryAfter: refusal?.retryAfter
        )
        if known == nil { response.headers[.setCookie] = VisitorCookie.storing(visitor) }
        return response
    }
}
