import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import Identity
@testable import IdentityServer

@Suite struct HostedSiteTests {
    private static let pages = ["/login", "/register", "/account"]

    @Test(arguments: pages)
    func `a page runs no script, can be framed by nobody, sends forms nowhere else and is stored by nobody`(
        path: String
    ) async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            try await browser.register()
            let answer = try await browser.get(path)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.frameOptions] == "DENY")
            // With no-referrer a browser would send forms with Origin: null.
            #expect(answer.headers[.referrerPolicy] == "same-origin")
            let policy = Set(
                try #require(answer.headers[.contentSecurityPolicy]).split(separator: "; ").map(String.init)
            )
            #expect(policy.isSuperset(of: ["default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"]))
            #expect(!policy.contains { $0.contains("script-src") || $0.contains("unsafe") || $0.contains("http") })
            #expect(!answer.text.contains("<script") && !answer.text.contains("style="))
            #expect(answer.text.firstMatch(of: /\ on[a-z]+=/) == nil)
        }
    }

    @Test(arguments: pages)
    func `every input has a label, every description is there, and no identifier stands twice`(
        path: String
    ) async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            try await browser.register()
            let page = try await browser.get(path).text
            #expect(page.contains("<html lang=\"en\">") && page.contains("<a class=\"skip\" href=\"#main\">"))
            let identifiers = page.matches(of: /\ id="([^"]*)"/).map { String($0.1) }
            #expect(Set(identifiers).count == identifiers.count)
            let labels = Set(page.matches(of: /<label for="([^"]*)"/).map { String($0.1) })
            for input in page.matches(of: /<input id="([^"]*)"/) { #expect(labels.contains(String(input.1))) }
            for list in page.matches(of: /aria-(?:describedby|labelledby)="([^"]*)"/) {
                for word in list.1.split(separator: " ") { #expect(identifiers.contains(String(word))) }
            }
            for link in page.matches(of: /href="#([^"]*)"/) { #expect(identifiers.contains(String(link.1))) }
        }
    }

    @Test func `the visitor's cookie is for this host and its forms only, names nobody and is given once`() async throws
    {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            let cookie = try #require(try await browser.get("/login").headers[.setCookie])
            let parts = cookie.split(separator: ";").map { String($0.drop { $0 == " " }) }
            #expect(parts[0].wholeMatch(of: /__Host-tessera-visitor=[A-Za-z0-9_-]{22}/) != nil)
            #expect(Set(parts.dropFirst()) == ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"])
            let again = try await browser.get("/register")
            #expect(again.headers[.setCookie] == nil)
            let other = try await Browser(caller).get("/login")
            #expect(other.headers[.setCookie] != cookie)
        }
    }

    @Test func `password managers are told what each field is for`() async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            let login = try await browser.get("/login").text
            #expect(login.contains("name=\"identifier\" type=\"text\" autocomplete=\"username\""))
            #expect(login.contains("name=\"password\" type=\"password\" autocomplete=\"current-password\""))
            let register = try await browser.get("/register").text
            #expect(register.contains("name=\"password\" type=\"password\" autocomplete=\"new-password\""))
            try await browser.register()
            let account = try await browser.get("/account").text
            #expect(account.contains("name=\"new_password\" type=\"password\" autocomplete=\"new-password\""))
            #expect(account.contains("autocomplete=\"username\" value=\"ada\" readonly hidden"))
        }
    }

    @Test(arguments: pages)
    func `who follows a link from another site is sent here once more, and never again`(path: String) async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            let first = try await browser.get(path + "?return=%2Fdemo%3Fa%3Db&x=%22", site: "cross-site")
            #expect(first.status == .ok)
            let target = try #require(first.text.firstMatch(of: /<meta http-equiv="refresh" content="0; url=([^"]*)">/))
            let address = String(target.1).unescaped
            #expect(address.hasPrefix(path + "?return=%2Fdemo%3Fa%3Db"))
            #expect(first.text.contains("<a class=\"button\" href="), "for a browser that does not go by itself")
            // Even a browser that says of this too that it comes from another site gets the page.
            let second = try await browser.get(address, site: "cross-site")
            #expect(!second.text.contains("http-equiv"))
            let usual = try await browser.get(address, site: "same-origin")
            #expect(!usual.text.contains("http-equiv"))
            for site in ["none", "same-site", "same-origin"] {
                #expect(try await browser.get(path, site: site).text.contains("http-equiv") == false)
            }
        }
    }

    @Test func `a form of another kind, too long or broken is answered by a page`() async throws {
        try await TestServer().run { caller in
            func send(_ type: String, _ body: String) async throws -> TestResponse {
                try await caller.send(
                    .post,
                    "/login",
                    bytes: Array(body.utf8),
                    [.contentType: type, .origin: TestServer.issuer, .secFetchSite: "same-origin"]
                )
            }
            let form = "application/x-www-form-urlencoded"
            for (type, body, status) in [
                ("application/json", "{}", 400), ("multipart/form-data; boundary=x", "", 400), (form, "a=%zz", 400),
                (form, "a=1&a=2", 400), (form, "identifier=" + String(repeating: "a", count: 70_000), 413),
                (form, "identifier=\u{e9}", 400), (form, (0..<100).map { "a\($0)=1" }.joined(separator: "&"), 400),
            ] {
                let answer = try await send(type, body)
                #expect(answer.status.code == status, "\(type) \(body.prefix(20))")
                #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
            }
            let delete = try await caller.call(.delete, "/account")
            #expect(delete.status == .methodNotAllowed && delete.headers[.allow]?.contains("GET") == true)
            #expect(delete.headers[.contentType] == "text/html; charset=utf-8")
        }
    }

    @Test func `a page of another origin cannot read a page, even one on the allow-list`() async throws {
        let server = try await TestServer(configureServer: { $0.allowedOrigins = ["https://app.example.com"] })
        try await server.run { caller in
            let browser = Browser(caller)
            try await browser.register()
            for path in Self.pages {
                let answer = try await browser.get(path, [.origin: "https://app.example.com"])
                #expect(answer.headers[.accessControlAllowOrigin] == nil)
                let policy = answer.headers.first { $0.name.canonicalName == "cross-origin-resource-policy" }
                #expect(policy?.value == "same-origin")
            }
        }
    }
}
