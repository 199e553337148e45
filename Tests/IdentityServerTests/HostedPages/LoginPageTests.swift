import HTTPTypes
import HummingbirdTesting
import TesseraJOSE
import Testing

@testable import Identity
@testable import IdentityServer
@testable import WebValues

@Suite struct LoginPageTests {
    @Test func `signing in by the page sets the cookie that the browser's client uses too`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let browser = Browser(caller)
            let answer = try await browser.signIn()
            #expect(answer.status == .seeOther && answer.location == "/account")
            let cookie = try #require(answer.headers[values: .setCookie].first { $0.hasPrefix(RefreshCookie.name) })
            let attributes = Set(cookie.split(separator: ";").dropFirst().map { $0.drop { $0 == " " } })
            #expect(attributes == ["Max-Age=7776000", "Path=/", "Secure", "HttpOnly", "SameSite=Strict"])
            let token = try #require(browser[cookie: RefreshCookie.name])
            var headers = CookieTests.sameOrigin
            headers[.cookie] = "\(RefreshCookie.name)=\(token)"
            #expect(try await caller.post("/auth/refresh", nil, headers).status == .ok)
        }
    }

    @Test func `no page has a token of a session in it`() async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            try await browser.register()
            let token = try #require(browser[cookie: RefreshCookie.name])
            for path in ["/account", "/login", "/register"] {
                let page = try await browser.get(path).text
                #expect(!page.contains(token) && !page.contains("tsr_") && !page.contains("eyJ"))
            }
        }
    }

    @Test func `a wrong password is told, what was typed stays, and the password does not`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let browser = Browser(caller)
            let answer = try await browser.signIn("ada\"><b>", password: "not my password at all")
            #expect(answer.status == .unauthorized)
            #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer ") == true)
            #expect(answer.says("<title>Error: Sign in · Tessera</title>"))
            #expect(answer.says("role=\"alert\">The user name or the password is wrong.</p>"))
            #expect(answer.text.contains("value=\"ada&quot;&gt;&lt;b&gt;\""))
            #expect(!answer.text.contains("not my password at all"))
            #expect(browser[cookie: RefreshCookie.name] == nil)
        }
    }

    @Test func `an empty field is told beside it, and takes the focus`() async throws {
        try await TestServer().run { caller in
            let answer = try await Browser(caller).signIn("ada", password: "")
            #expect(answer.status == .badRequest)
            #expect(answer.says("<p class=\"field-error\" id=\"login-password-error\">Type your password.</p>"))
            #expect(answer.says("aria-describedby=\"login-password-error\" aria-invalid=\"true\" autofocus"))
        }
    }

    @Test(arguments: [
        ("/demo?note=7", "/demo?note=7"), ("//evil.example", "/account"), ("https://evil.example", "/account"),
    ])
    func `after signing in the browser goes on where it came from, and never to a foreign page`(
        given: String,
        expected: String
    ) async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let browser = Browser(caller)
            let page = "/login?return=" + PercentCoding.encode(given)
            let answer = try await browser.signIn(page: page)
            #expect(answer.location == expected)
            // The field of the form is not believed any more than the address.
            let forged = try await browser.submit(
                "/login",
                on: "/login",
                [("identifier", "ada"), ("password", TestServer.password), ("return", given)]
            )
            #expect(forged.location == expected)
        }
    }

    @Test func `to another allowed origin the browser goes by a page, since a form must not lead there`() async throws {
        let server = try await TestServer(configureServer: { $0.allowedOrigins = ["https://app.example.com"] })
        try await server.run { caller in
            try await caller.register()
            let browser = Browser(caller)
            let answer = try await browser.signIn(page: "/login?return=https%3A%2F%2Fapp.example.com%2Fnotes%3Fx%3D1")
            let location = try #require(answer.location)
            #expect(location.hasPrefix("/login?return="))
            let page = try await browser.get(location)
            let tag = "<meta http-equiv=\"refresh\" content=\"0; url=https://app.example.com/notes?x=1\">"
            #expect(page.text.contains(tag))
            #expect(page.text.contains("href=\"https://app.example.com/notes?x=1\""))
            // Nobody is sent on who is not signed in.
            #expect(try await Browser(caller).get(location).text.contains("http-equiv") == false)
        }
    }

    @Test func `a sign-in begins a new session and ends the one that the browser had`() async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            try await browser.register()
            let before = try #require(browser[cookie: RefreshCookie.name])
            #expect(try await browser.get("/login").says("You are signed in as <strong>ada</strong>"))
            try await caller.register("grace")
            try await browser.signIn("grace")
            #expect(try await browser.get("/account").says("<h1>grace</h1>"))
            let other = Browser(caller)
            other[cookie: RefreshCookie.name] = before
            #expect(try await other.isSignedIn == false)
            #expect(try await other.get("/login").says("You are signed out. You signed out."))
        }
    }

    @Test func `a cookie that somebody planted is not the one of the session that begins`() async throws {
        try await TestServer().run { caller in
            let attacker = Browser(caller)
            try await attacker.register("mallory")
            try await caller.register()
            let victim = Browser(caller)
            victim[cookie: RefreshCookie.name] = attacker[cookie: RefreshCookie.name]
            victim[cookie: VisitorCookie.name] = attacker[cookie: VisitorCookie.name]
            try await victim.signIn()
            #expect(victim[cookie: RefreshCookie.name] != attacker[cookie: RefreshCookie.name])
            #expect(try await victim.get("/account").says("<h1>ada</h1>"))
            #expect(try await attacker.isSignedIn == false)
        }
    }

    @Test func `too many attempts are told with the waiting time in words, and when in a header`() async throws {
        let server = try await TestServer(configureRules: {
            $0.signInThrottle.identifierAndAddress = ThrottleRule(burst: 1, every: .seconds(600))
        })
        try await server.run { caller in
            try await caller.register()
            let browser = Browser(caller)
            try await browser.signIn(password: "wrong wrong wrong wrong")
            let answer = try await browser.signIn()
            #expect(answer.status == .tooManyRequests)
            #expect(answer.headers[.retryAfter] == "600")
            #expect(answer.says("role=\"alert\">Too many attempts. Try again in 10 minutes.</p>"))
            #expect(answer.text.contains("value=\"ada\""))
        }
    }

    @Test(arguments: [
        (SessionEndCause.passwordChanged, "The password was changed in another session."),
        (.revokedByAdministrator, "An administrator ended the session."),
    ])
    func `the page says why the last session ended`(cause: SessionEndCause, words: String) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let browser = Browser(caller)
            try await browser.register()
            let account = try #require(await server.identity.accounts.find("ada"))
            _ = try await server.identity.sessions.signOutEverywhere(account.id, cause: cause, by: .system)
            #expect(try await browser.get("/account").location == "/login")
            #expect(try await browser.get("/login").says(words))
        }
    }
}
