import Testing

@testable import IdentityServer

@Suite struct WebOriginTests {
    @Test(arguments: [
        ("https://App.Example.com/path", "https://app.example.com"),
        ("https://app.example.com:443", "https://app.example.com"),
        ("http://localhost:8080", "http://localhost:8080"), ("http://[::1]:80/", "http://[::1]"),
    ])
    func `an origin has the one spelling that browsers send, and reads back from it`(url: String, text: String) {
        let origin = WebOrigin(url: url)
        #expect(origin?.text == text)
        #expect(WebOrigin(url: text) == origin)
    }

    @Test(arguments: [
        "", "example.com", "ftp://example.com", "https://", "https://:443", "https://a:b", "https://a:0",
        "https://a:65536",
        "https://a:1:443", "https://a:1:2:443/path", "https://user@example.com", "https://[]", "https://[::1",
        "https://::1]",
        "https://exa mple.com", "https://b\u{FC}cher.example",
    ])
    func `what is no http origin is none`(url: String) {
        #expect(WebOrigin(url: url) == nil)
    }
}
