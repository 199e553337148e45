import Testing

@testable import IdentityServer

@Suite struct ReturnPathTests {
    private static let origins: AllowedOrigins? = try? AllowedOrigins(
        issuer: "https://id.example.com",
        others: ["https://app.example.com", "http://localhost:4200"]
    )

    private func location(_ text: String?) throws -> String {
        try ReturnPath(text, origins: #require(Self.origins)).location
    }

    @Test(arguments: [
        "/", "/account", "/demo", "/demo/notes/7", "/demo?note=7&view=all", "/demo?next=%2Fnotes%0A", "/demo#notes",
        "/a/",
        "/caf%C3%A9", "/a:b@c", "/@evil.example", "/a?//evil.example", "/.well-known", "/..a", "/a~b!$&'()*+,;=",
        "https://app.example.com", "https://app.example.com/", "https://app.example.com/notes?x=1#y",
        "https://app.example.com?x=1", "https://app.example.com#x", "http://localhost:4200/a",
        "https://id.example.com/demo",
    ])
    func `a path of this server and a page of an allowed origin stay as they are`(text: String) throws {
        #expect(try location(text) == text)
    }

    @Test(arguments: [
        "", " ", "account", "demo", "?x", "#x", ".", "..", "./demo", "../demo",
        // What begins a host, in every spelling that some browser reads so.
        "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example",
        "\\/evil.example",
        "/\\/evil.example", "//evil.example/%2e%2e", "/%2fevil.example", "/%2Fevil.example", "/%5cevil.example",
        "/%5Cevil.example", "/%252fevil.example", "/%25252fevil.example", "/.//evil.example", "/..//evil.example",
        "/%2e//evil.example", "/%2e%2e//evil.example", "/a//evil.example", "/a/..//evil.example", "/a/%2e%2e/b",
        "/a/../b",
        "/a/./b", "/a/.", "/a/..", "/a\\b",
        // White space and control characters, which browsers drop.
        "/\tevil", "/\t/evil.example", "\t//evil.example", "/\n/evil.example", "/\r/evil.example", " //evil.example",
        "/ /evil.example", "\u{0}//evil.example", "/a\r\nSet-Cookie: x=y", "/%09/evil.example", "/%0a/evil.example",
        "/%0d%0aSet-Cookie:x", "/%00", "/%7f", "/a%20b",
        // Broken encoding, and what is not ASCII.
        "/%", "/%2", "/%zz", "/é", "/\u{FF0F}evil.example", "\u{FF0F}\u{FF0F}evil.example", "/\u{2215}evil.example",
        "//\u{3002}evil",
        // Schemes.
        "https:evil.example", "https:/evil.example", "https:///evil.example", "http:app.example.com",
        "javascript:alert(1)", "JavaScript:alert(1)", "javascript://app.example.com/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd",
        "blob:https://app.example.com/x",
        "view-source:https://app.example.com", "ftp://app.example.com", "ws://app.example.com",
        // Other origins that look like ours.
        "https://evil.example", "https://app.example.com.evil.example", "https://app.example.com@evil.example",
        "https://app.example.com:443@evil.example/", "https://user@app.example.com",
        "https://user:pass@app.example.com",
        "https://app.example.com:8443", "https://app.example.com:443", "http://app.example.com",
        "https://APP.example.com", "HTTPS://app.example.com", "https://app.example.com.", "https://xapp.example.com",
        "https://app.example.com\\@evil.example", "https://app.example.com\\.evil.example",
        "https://app.example.com%2eevil.example", "https://app.example.com%00.evil.example",
        "https://app.example.com\t.evil",
        "https://app.example.com//evil", "https://app.example.com/..//evil", "https://app.exаmple.com",
        "https://[::1]", "http://localhost", "http://localhost:42000", "http://localhost:4200@evil.example",
        "null", "//app.example.com", "//id.example.com",
    ])
    func `everything else leads to the account`(text: String) throws {
        #expect(try location(text) == "/account")
    }

    @Test func `no parameter leads to the account, and so does a path that is too long`() throws {
        #expect(try location(nil) == "/account")
        #expect(try location("/" + String(repeating: "a", count: 2047)).utf8.count == 2048)
        #expect(try location("/" + String(repeating: "a", count: 2048)) == "/account")
    }

    @Test func `a link carries the path in percent-encoding and gives it back`() throws {
        let path = try ReturnPath("/demo?a=1&b=%2F#c", origins: #require(Self.origins))
        let link = PageQuery.link("/login", returnPath: path, notice: .signedOut)
        #expect(link == "/login?return=%2Fdemo%3Fa%3D1%26b%3D%252F%23c&notice=signed-out")
        let query = try #require(link.split(separator: "?").last)
        #expect(try FormBody(Array(query.utf8)).optional("return") == path.location)
    }
}
