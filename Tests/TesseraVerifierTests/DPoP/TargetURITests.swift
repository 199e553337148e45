import Testing

@testable import TesseraVerifier

@Suite("URIs of requests, RFC 3986 §6.2")
struct TargetURITests {
    @Test(arguments: [
        ("https://a.example", "https://a.example/"), ("https://a.example?x=/y", "https://a.example/"),
        ("HTTP://A.Example:80/b", "http://a.example/b"), ("http://a:443/", "http://a:443/"),
        ("https://a:443/", "https://a/"), ("https://a:/b", "https://a/b"),
        ("https://[2001:DB8::1]:8443/b", "https://[2001:db8::1]:8443/b"),
        ("https://a/%7eb/%2f/%c3%a9", "https://a/~b/%2F/%C3%A9"), ("https://a/b/./c/../d", "https://a/b/d"),
        ("https://a/../../b", "https://a/b"), ("https://a/b/..", "https://a/"), ("https://a/b//c", "https://a/b//c"),
        ("https://a/b/.", "https://a/b/"), ("https://a/%2e%2e/b", "https://a/b"),
        ("https://a:08443/", "https://a:8443/"),
    ])
    func `the same URI has one spelling`(uri: String, normalised: String) {
        #expect(TargetURI(uri)?.text == normalised)
    }

    @Test(arguments: [
        "", "/", "a", "https:", "https:/a", "https://", "https:///a", "ftp://a/", "wss://a/", "https://u@a/",
        "https://u:p@a/", "https://a:b/", "https://a:99999/", "https://a:-1/", "https://[::1/", "https://[::1]x/",
        "https://a/%", "https://a/%2", "https://a/%gg", "https://a b/", "https://a/\u{E9}", "https://a%41/", "://a/",
        "javascript://a/", "https://a:+1/",
    ])
    func `what is no http URI of a request is none`(uri: String) {
        #expect(TargetURI(uri) == nil)
    }
}
