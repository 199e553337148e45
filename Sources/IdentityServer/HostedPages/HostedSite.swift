import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import TesseraHummingbird
import TesseraOAuth

/// What every hosted page needs: who looks at it, whether a form may pass, and how a page is written.
struct HostedSite: Sendable {
    let identity: IdentitySystem
    let origins: AllowedOrigins
    let templates: HostedTemplates
    let time: TimeSource
    let limits: ServerLimits
    /// Names the protection space, as the server's other answers do.
    let realm: String

    var guarding: FormGuard { FormGuard(origins: origins, tokens: identity.formTokens) }

    /// The refresh token in the browser's cookie.
    func cookieToken(_ request: Request) -> String? {
        CookieHeader.value(of: RefreshCookie.name, in: request.headers[values: .cookie])
    }

    /// Whose browser it is, by its cookie, which stays the one that it is.
    func recognise(_ request: Request, _ context: ServerContext) async throws -> SessionRecognition {
        guard let token = cookieToken(request) else { return .unknown }
        return try await identity.sessions.recognise(refreshToken: token, from: context.source(of: request))
    }

    /// The fields of a form that one of our pages sent.
    ///
    /// Whether it was shown to this browser is for the page to check, which knows whom it was shown to.
    func form(_ request: Request) async throws -> FormBody {
        try guarding.checkSender(request)
        return try FormBody(await request.formBytes(limits: limits))
    }

    /// A page that sends the browser to where it already is, once.
    ///
    /// A browser keeps a cookie of SameSite=Strict back when somebody follows a link from another site. The request that this page
    /// makes is the server's own, and carries it.
    func bounce(_ request: Request, _ query: PageQuery, to path: String) throws -> Response? {
        guard request.headers[values: .secFetchSite] == ["cross-site"], cookieToken(request) == nil, !query.isBounced
        else { return nil }
        let link = PageQuery.link(path, returnPath: query.returnPath, notice: query.notice, isBounced: true)
        let onward = message(text: "", link: link, linkText: "Continue", goesOn: true)
        return try page("message", title: "One moment", onward)
    }

    /// What the template `message` shows.
    func message(
        text: String,
        link: String,
        linkText: String,
        goesOn: Bool = false
    ) -> [String: Any] {
        var values: [String: Any] = ["text": text, "link": link, "link_text": linkText]
        if goesOn { values["refresh"] = link }
        return values
    }

    /// A page.
    ///
    /// - Parameters:
    ///   - template: its template.
    ///   - title: its name, which is also its heading unless `values` has another.
    ///   - values: what the template shows.
    ///   - person: whose page it is; nil for a page that anybody sees.
    ///   - code: why the page is a refusal; nil for one that is none.
    ///   - retryAfter: seconds after which another try makes sense.
    /// - Returns: the answer.
    /// - Throws: ``ServerConfigurationError`` when there is no such template.
    func page(
        _ template: String,
        title: String,
        _ values: [String: Any],
        person: SignedInPerson? = nil,
        code: ProblemCode? = nil,
        retryAfter: Int? = nil
    ) throws -> Response {
        var values = values
        values["title"] = title
        values["heading"] = values["heading"] ?? title
        values["layout_class"] = values["layout_class"] ?? "entrance-page"
        values["is_refused"] = code != nil
        values["is_registration_open"] = identity.configuration.isRegistrationOpen
        if let person {
            values["person"] = person.name
            values["session_form_token"] = identity.formTokens.token(for: .session(person.session.id))
        }
        var headers = Self.headers
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        let status = code.map { ProblemTable.row($0).status } ?? .ok
        // Every 401 says what is asked for (RFC 9110 §11.6.1), and a browser shows the page all the same.
        if status == .unauthorized { headers[.wwwAuthenticate] = BearerChallenge(realm: realm).headerValue }
        let html = try templates.render(template, values)
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: html)))
    }

    /// What stands on every hosted page.
    ///
    /// `same-origin`, since a browser that must not tell any referrer sends forms with `Origin: null`.
    private static let headers: HTTPFields = [
        .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: SecurityHeaders.hostedPolicy,
        .referrerPolicy: "same-origin", .cacheControl: "no-store",
    ]
}
