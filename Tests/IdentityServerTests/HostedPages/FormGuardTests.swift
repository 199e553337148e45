import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Identity
@testable import IdentityServer

/// Every form of the hosted pages, sent by somebody else's page.
@Suite struct FormGuardTests {
    private static let visitorForms = ["/login", "/register"]
    private static let forms =
        visitorForms + [
            "/account/profile", "/account/password", "/account/sessions/end-others", "/account/logout",
            "/account/delete",
        ]
    private static let fields = [
        ("identifier", "ada"), ("user_name", "eve"), ("display_name", "Attacked"), ("password", TestServer.password),
        ("current_password", TestServer.password), ("new_password", "paper lantern over quiet water"),
    ]

    /// A browser with a session, and the fields that would make `form` pass.
    private func prepared(_ caller: Caller, _ form: String) async throws -> (Browser, [(String, String)]) {
        let browser = Browser(caller)
        try await browser.register()
        let page = Self.visitorForms.contains(form) ? form : "/account"
        let action = form.hasPrefix("/account/sessions") ? "/account/logout" : form
        let hidden = try Form(action: action, in: await browser.get(page).text).hidden.filter { $0.0 == "form_token" }
        return (browser, hidden + Self.fields)
    }

    /// Expects a page that refuses, and that the account is as it was.
    private func expectUntouched(_ answer: TestResponse, _ browser: Browser, _ server: TestServer) async throws {
        #expect(answer.status == .forbidden)
        #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
        #expect(answer.says("othing was done") && answer.says("Open the page again"))
        #expect(answer.headers[values: .setCookie].allSatisfy { !$0.hasPrefix(RefreshCookie.name) })
        let account = try #require(await server.identity.accounts.find("ada"))
        #expect(account.displayName == nil)
        #expect(try await server.identity.accounts.find("eve") == nil)
        #expect(try await browser.isSignedIn)
        _ = try await server.identity.signIn.withPassword(
            identifier: "ada",
            password: TestServer.password,
            options: SignInOptions(),
            from: RequestSource(address: "", userAgent: nil)
        )
    }

    @Test(
        arguments: forms,
        [
            ("cross-site", TestServer.issuer), ("same-site", TestServer.issuer), ("none", TestServer.issuer),
            ("same-origin", "https://evil.example"), ("same-origin", "null"), ("same-origin", nil), (nil, nil),
            (nil, "https://evil.example"), (nil, "null"), ("", TestServer.issuer),
        ] as [(String?, String?)]
    )
    func `a form that no page of ours sent does nothing`(form: String, sender: (String?, String?)) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let (browser, fields) = try await prepared(caller, form)
            let answer = try await browser.post(form, fields, site: sender.0, origin: sender.1)
            try await expectUntouched(answer, browser, server)
        }
    }

    @Test(arguments: forms)
    func `a form without our field, with another's or with an altered one does nothing`(form: String) async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let (browser, fields) = try await prepared(caller, form)
            let good = try #require(fields.first).1
            let mallory = Browser(caller)
            try await mallory.register("mallory")
            let (own, other) = (
                try Form(action: "/login", in: await mallory.get("/login").text).hidden[0].1,
                try Form(action: "/account/logout", in: await mallory.get("/account").text).hidden[0].1
            )
            let altered = (good.first == "A" ? "B" : "A") + good.dropFirst()
            for token in [nil, "", own, other, altered, good + "A", String(good.dropLast()), "{}", "\u{0}"] {
                let sent = Array(fields.dropFirst()) + (token.map { [("form_token", $0)] } ?? [])
                try await expectUntouched(browser.post(form, sent), browser, server)
            }
        }
    }

    @Test(arguments: forms)
    func `with our field, sent by our page, each of them passes`(form: String) async throws {
        try await TestServer().run { caller in
            let (browser, fields) = try await prepared(caller, form)
            #expect(try await browser.post(form, fields).status != .forbidden)
            let (old, same) = try await prepared(caller, form, "grace")
            // A browser from before Fetch Metadata.
            #expect(try await old.post(form, same, site: nil).status != .forbidden)
        }
    }

    private func prepared(
        _ caller: Caller,
        _ form: String,
        _ name: String
    ) async throws -> (Browser, [(String, String)]) {
        let browser = Browser(caller)
        try await browser.register(name)
        let page = Self.visitorForms.contains(form) ? form : "/account"
        let action = form.hasPrefix("/account/sessions") ? "/account/logout" : form
        let hidden = try Form(action: action, in: await browser.get(page).text).hidden.filter { $0.0 == "form_token" }
        return (browser, hidden + Self.fields)
    }

    @Test func `the field of a session is good for that session only, not after the next sign-in`() async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            try await browser.register()
            let old = try Form(action: "/account/logout", in: await browser.get("/account").text).hidden
            try await browser.signIn()
            #expect(try await browser.post("/account/logout", old).status == .forbidden)
            #expect(try await browser.isSignedIn)
        }
    }

    @Test func `two fields of one page are never the same text, and both are good`() async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            try await browser.register()
            let first = try Form(action: "/account/logout", in: await browser.get("/account").text).hidden
            let second = try Form(action: "/account/logout", in: await browser.get("/account").text).hidden
            #expect(first[0].1 != second[0].1)
            #expect(try await browser.post("/account/logout", first).location == "/login?notice=signed-out")
        }
    }
}
