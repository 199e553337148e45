import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Identity
@testable import IdentityServer

@Suite struct RegistrationPageTests {
    @Test func `who registers is signed in and goes on`() async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            let answer = try await browser.register()
            #expect(answer.location == "/account?notice=registered")
            #expect(try await browser.get("/account?notice=registered").says("Your account is created."))
        }
    }

    @Test func `the return path goes with the person from signing in to registering`() async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            let login = try await browser.get("/login?return=%2Fdemo")
            #expect(login.text.contains("href=\"/register?return=%2Fdemo\""))
            let answer = try await browser.submit(
                "/register",
                on: "/register?return=%2Fdemo",
                [("user_name", "ada"), ("password", TestServer.password)]
            )
            #expect(answer.location == "/demo")
        }
    }

    @Test(arguments: [
        ("user_name", "a b", 400), ("email", "nobody", 400), ("password", "short", 422), ("user_name", "grace", 409),
        ("display_name", "a\u{202E}b", 400), ("user_name", "", 400),
    ])
    func `what is wrong stands beside its field, and what was typed stays`(
        field: String,
        text: String,
        status: Int
    ) async throws {
        try await TestServer().run { caller in
            try await caller.register("grace")
            let browser = Browser(caller)
            var typed = ["user_name": "ada", "email": "", "display_name": "Ada", "password": TestServer.password]
            typed[field] = text
            let answer = try await browser.submit("/register", on: "/register", typed.map { ($0.key, $0.value) })
            #expect(answer.status.code == status)
            #expect(answer.text.contains("id=\"register-\(field)-error\""))
            #expect(answer.text.contains("aria-describedby=\"register-\(field)-error"))
            if field != "display_name" { #expect(answer.text.contains("value=\"Ada\"")) }
            #expect(!answer.text.contains("value=\"\(typed["password"] ?? "")\""))
            #expect(browser[cookie: RefreshCookie.name] == nil)
        }
    }

    @Test func `where nobody can register the page says so, and no other page leads there`() async throws {
        let server = try await TestServer(configureRules: { $0.isRegistrationOpen = false })
        try await server.run { caller in
            let browser = Browser(caller)
            let page = try await browser.get("/register")
            #expect(page.status == .forbidden && page.says("Registration is closed"))
            #expect(try await browser.get("/login").text.contains("/register") == false)
        }
    }

    @Test(arguments: [("user_name", "a b"), ("email", "x"), ("display_name", "\u{202E}"), ("password", "x")])
    func `an error is told in a person's words, without the names of the API`(
        field: String,
        text: String
    ) async throws {
        try await TestServer().run { caller in
            var typed = ["user_name": "ada", "email": "", "display_name": "", "password": TestServer.password]
            typed[field] = text
            let answer = try await Browser(caller)
                .submit("/register", on: "/register", typed.map { ($0.key, $0.value) })
            let error = try #require(answer.text.firstMatch(of: /<p class="field-error"[^>]*>([^<]*)</)).1
            #expect(!error.contains("\(field):") && error.firstMatch(of: /[a-z]_[a-z]/) == nil, "\(error)")
        }
    }
}
