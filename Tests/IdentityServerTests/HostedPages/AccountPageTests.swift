import HTTPTypes
import HummingbirdTesting
import TesseraJOSE
import Testing

@testable import Identity
@testable import IdentityServer

@Suite struct AccountPageTests {
    private static let forms = [
        "/account/profile", "/account/password", "/account/sessions/end-others", "/account/logout", "/account/delete",
    ]

    @Test func `a password manager finds the form that changes the password`() async throws {
        try await TestServer().run { caller in
            let answer = try await caller.get("/.well-known/change-password")
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/account#password")
        }
    }

    @Test func `without a session every page of the account leads to the sign-in`() async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            for path in ["/account", "/account/export"] {
                let answer = try await browser.get(path)
                #expect(answer.location == "/login")
            }
            for path in Self.forms {
                let answer = try await browser.post(path, [])
                #expect(answer.location?.hasPrefix("/login") == true)
            }
        }
    }

    @Test func `a session of the browser's client opens the page, and the page rotates nothing`() async throws {
        try await TestServer().run { caller in
            try await caller.register()
            let login = try await caller.post(
                "/auth/login",
                ["identifier": "ada", "password": .string(TestServer.password), "transport": "cookie"],
                CookieTests.sameOrigin
            )
            let cookie = try #require(login.headers[.setCookie]?.prefix { $0 != ";" })
            let browser = Browser(caller)
            browser[cookie: RefreshCookie.name] = String(cookie.split(separator: "=")[1])
            let page = try await browser.get("/account")
            #expect(page.status == .ok && page.headers[.setCookie] == nil)
            var headers = CookieTests.sameOrigin
            headers[.cookie] = String(cookie)
            let refresh = try await caller.post("/auth/refresh", nil, headers)
            #expect(try refresh.json["generation"]?.integer == 1)
        }
    }

    @Test func `a changed profile is saved and said, after a redirect`() async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            try await browser.register()
            let answer = try await browser.submit(
                "/account/profile",
                on: "/account",
                [("user_name", "ada"), ("email", "ada@example.com"), ("display_name", "Ada Lovelace")]
            )
            #expect(answer.status == .seeOther)
            let page = try await browser.get(#require(answer.location))
            #expect(page.says("<h1>Ada Lovelace</h1>") && page.says("Your profile is saved."))
        }
    }

    @Test func `an empty field removes what was there, and one that was not sent leaves it`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let browser = Browser(caller)
            try await browser.register()
            try await browser.submit("/account/profile", on: "/account", [("display_name", "Ada")])
            var account = try #require(await server.identity.accounts.find("ada"))
            #expect(account.displayName == "Ada" && account.email == "ada@example.com")
            try await browser.submit(
                "/account/profile",
                on: "/account",
                [("email", ""), ("current_password", TestServer.password)]
            )
            account = try #require(await server.identity.accounts.find("ada"))
            #expect(account.displayName == "Ada" && account.email == nil)
            let refused = try await browser.submit(
                "/account/profile",
                on: "/account",
                [("user_name", ""), ("email", "")]
            )
            #expect(refused.status == .badRequest && refused.says("Keep a user name or an e-mail address"))
        }
    }

    @Test func `a changed user name needs the password, and the page says so beside that field`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let browser = Browser(caller)
            try await browser.register()
            let change = [("user_name", "lovelace"), ("email", "ada@example.com"), ("display_name", "")]
            for (password, words) in [("", "Type your current password"), ("wrong", "The password is wrong.")] {
                let answer = try await browser.submit(
                    "/account/profile",
                    on: "/account",
                    change + [("current_password", password)]
                )
                #expect(answer.status.code == (password.isEmpty ? 400 : 422))
                let error = try #require(answer.text.firstMatch(of: /id="profile-current_password-error">([^<]*)</)).1
                #expect(error.contains(words))
                #expect(answer.text.contains("value=\"lovelace\""), "what was typed stays")
            }
            #expect(try await server.identity.accounts.find("lovelace") == nil)
            let answer = try await browser.submit(
                "/account/profile",
                on: "/account",
                change + [("current_password", TestServer.password)]
            )
            #expect(answer.status == .seeOther)
            #expect(try await server.identity.accounts.find("lovelace") != nil)
        }
    }

    @Test func `a new password ends every other session and keeps this one`() async throws {
        try await TestServer().run { caller in
            let (here, there) = (Browser(caller), Browser(caller))
            try await here.register()
            try await there.signIn()
            let new = "paper lantern over quiet water"
            let refused = try await here.submit(
                "/account/password",
                on: "/account",
                [("current_password", TestServer.password), ("new_password", "short")]
            )
            #expect(refused.status.code == 422 && refused.text.contains("id=\"password-new_password-error\""))
            let answer = try await here.submit(
                "/account/password",
                on: "/account",
                [("current_password", TestServer.password), ("new_password", new)]
            )
            #expect(answer.location == "/account?notice=password-changed")
            #expect(try await here.isSignedIn)
            #expect(try await there.isSignedIn == false)
            #expect(try await there.get("/login").says("The password was changed in another session."))
            #expect(try await there.signIn(password: new).status == .seeOther)
        }
    }

    @Test func `the page shows this device, the others, and how each ended`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let (here, there) = (Browser(caller), Browser(caller))
            try await here.register()
            try await there.signIn()
            let page = try await here.get("/account").text
            #expect(page.matches(of: /class="badge">this device/).count == 1)
            let others = page.matches(of: /action="(\/account\/sessions\/[0-9a-f-]{36}\/end)"/).map { String($0.1) }
            #expect(others.count == 2)
            let answer = try await here.submit(others[1], on: "/account")
            #expect(answer.location == "/account?notice=session-ended#sessions")
            #expect(try await there.isSignedIn == false)
            let after = try await here.get("/account")
            #expect(after.says("Ended sessions") && after.says("It was signed out from another device or browser."))
        }
    }

    @Test func `ending this session by the list signs out here`() async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            try await browser.register()
            let page = try await browser.get("/account").text
            let action = try #require(page.firstMatch(of: /action="(\/account\/sessions\/[0-9a-f-]{36}\/end)"/)).1
            let answer = try await browser.submit(String(action), on: "/account")
            #expect(answer.location == "/login?notice=signed-out")
            #expect(browser[cookie: RefreshCookie.name] == nil)
        }
    }

    @Test func `another person's session cannot be ended, nor be told from one that never was`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let (ada, mallory) = (Browser(caller), Browser(caller))
            try await ada.register()
            try await mallory.register("mallory")
            let account = try #require(await server.identity.accounts.find("ada"))
            let session = try #require(await server.identity.sessions.sessions(of: account.id).first).id
            let token = try Form(action: "/account/logout", in: await mallory.get("/account").text).hidden
            let nothing = try await mallory.post("/account/sessions/00000000-0000-7000-8000-000000000000/end", token)
            let foreign = try await mallory.post("/account/sessions/\(session)/end", token)
            #expect(nothing.status == .notFound && foreign.status == .notFound)
            let words = /<p class="hint">Request [^<]*<\/p>|name="form_token" value="[^"]*"/
            #expect(foreign.text.replacing(words, with: "") == nothing.text.replacing(words, with: ""))
            #expect(try await ada.isSignedIn)
        }
    }

    @Test func `all other sessions end together, and this one goes on`() async throws {
        try await TestServer().run { caller in
            let browsers = [Browser(caller), Browser(caller), Browser(caller)]
            try await browsers[0].register()
            for browser in browsers.dropFirst() { try await browser.signIn() }
            try await browsers[0].submit("/account/sessions/end-others", on: "/account")
            #expect(try await browsers[0].isSignedIn)
            for browser in browsers.dropFirst() { #expect(try await browser.isSignedIn == false) }
            #expect(try await browsers[0].get("/account").text.contains("end-others") == false)
        }
    }

    @Test func `signing out ends the session and takes the cookie away`() async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            try await browser.register()
            let token = browser[cookie: RefreshCookie.name]
            let answer = try await browser.submit("/account/logout", on: "/account")
            #expect(answer.location == "/login?notice=signed-out")
            #expect(browser[cookie: RefreshCookie.name] == nil)
            browser[cookie: RefreshCookie.name] = token
            #expect(try await browser.isSignedIn == false)
        }
    }

    @Test func `an account is deleted by its password only`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            let browser = Browser(caller)
            try await browser.register()
            for (password, status) in [("", 400), ("wrong", 422)] {
                let answer = try await browser.submit("/account/delete", on: "/account", [("password", password)])
                #expect(answer.status.code == status && answer.text.contains("id=\"delete-password-error\""))
            }
            let answer = try await browser.submit(
                "/account/delete",
                on: "/account",
                [("password", TestServer.password)]
            )
            #expect(answer.location == "/login?notice=account-deleted")
            #expect(browser[cookie: RefreshCookie.name] == nil)
            #expect(try await server.identity.accounts.find("ada") == nil)
        }
    }

    @Test func `the last administrator stays, and reads why`() async throws {
        let server = try await TestServer()
        try await server.run { caller in
            _ = try await server.administrator(caller)
            let browser = Browser(caller)
            try await browser.signIn("root")
            let answer = try await browser.submit(
                "/account/delete",
                on: "/account",
                [("password", TestServer.password)]
            )
            #expect(answer.status == .conflict && answer.says("This is the last account that can administer."))
        }
    }

    @Test func `one's data comes as a file, to our own pages and the address bar only`() async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            try await browser.register()
            for site in ["same-origin", "none"] {
                let answer = try await browser.get("/account/export", site: site)
                #expect(answer.headers[.contentDisposition]?.hasPrefix("attachment") == true)
                #expect(try answer.json["account"]?.object?["user_name"]?.string == "ada")
            }
            for site in ["cross-site", "same-site"] {
                #expect(try await browser.get("/account/export", site: site).status == .forbidden)
            }
        }
    }

    @Test func `what a page says was done is one of a few sentences of ours, whatever the address says`() async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            try await browser.register()
            let plain = try await browser.get("/account").text.matches(of: /role="status"/).count
            for query in ["notice=You+were+hacked", "notice=", "notice=signed-out&notice=x", "%zz", "notice=%00"] {
                let answer = try await browser.get("/account?" + query)
                #expect(answer.status == .ok && !answer.text.contains("hacked"))
                #expect(answer.text.matches(of: /role="status"/).count == plain)
            }
        }
    }
}
