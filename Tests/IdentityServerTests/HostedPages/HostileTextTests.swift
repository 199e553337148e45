import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Identity
@testable import IdentityServer
@testable import WebValues

/// Texts that have broken other programs, in every field of every hosted page.
@Suite struct HostileTextTests {
    private static let texts =
        NaughtyTextTests.texts.filter { $0.utf8.count < 8_000 } + [
            "\"\u{301} onfocus=alert(1) autofocus x=\"", "'\u{200D}><script>alert(1)</script>",
            "<\u{301}img src=x onerror=alert(1)>",
        ]

    @Test(arguments: [
        ("/login", "/login", ["identifier", "password"]),
        ("/register", "/register", ["user_name", "email", "display_name", "password"]),
        ("/account/profile", "/account", ["user_name", "email", "display_name", "current_password"]),
        ("/account/password", "/account", ["current_password", "new_password"]),
        ("/account/delete", "/account", ["password"]),
    ])
    func `no text in any field is shown unescaped or makes the server fail`(
        action: String,
        page: String,
        names: [String]
    ) async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            try await browser.register()
            let token = try Form(action: action, in: await browser.get(page).text).hidden.filter {
                $0.0 == "form_token"
            }
            for text in Self.texts {
                let answer = try await browser.post(action, token + names.map { ($0, text) } + [("return", text)])
                #expect(answer.status.code < 500, "\(action): \(text.debugDescription)")
                if answer.status != .seeOther { Self.expectWhole(answer.text, text) }
            }
        }
    }

    @Test func `a name to show that is taken is shown escaped wherever it stands`() async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            try await browser.register()
            let token = try Form(action: "/account/profile", in: await browser.get("/account").text).hidden
            var taken = 0
            for text in Self.texts {
                let answer = try await browser.post("/account/profile", token + [("display_name", text)])
                guard answer.status == .seeOther else { continue }
                taken += 1
                for path in ["/account", "/login"] {
                    Self.expectWhole(try await browser.get(path).text, text)
                }
            }
            #expect(taken > 3)
        }
    }

    @Test func `no text in an address is shown unescaped`() async throws {
        try await TestServer().run { caller in
            let browser = Browser(caller)
            for text in Self.texts {
                let query = "?return=" + PercentCoding.encode(text) + "&notice=" + PercentCoding.encode(text)
                for (path, site) in [("/login", "none"), ("/register", "none"), ("/account", "cross-site")] {
                    let answer = try await browser.get(path + query, site: site)
                    #expect(answer.status == .ok)
                    Self.expectWhole(answer.text, text)
                }
            }
        }
    }

    private static func expectWhole(_ page: String, _ text: String) {
        let fault = PageScanner.fault(in: page)
        #expect(fault == nil, "\(fault ?? "") by \(text.debugDescription)")
    }
}
