import Testing

@testable import WebValues

@Suite struct HTTPURLTests {
    @Test(arguments: [
        ("https://App.Example.com/path", "https://app.example.com"),
        ("https://app.example.com:443", "https://app.example.com"),
        ("http://localhost:8080", "http://localhost:8080"), ("http://[::1]:80/", "http://[::1]"),
        ("HTTPS://a_b.example?x", "https://a_b.example"), ("https://a#b@c", "https://a"),
    ])
    func `an origin has the one spelling that browsers send, and reads back from it`(url: String, text: String) {
        let origin = WebOrigin(url: url)
        #expect(origin?.text == text)
        #expect(WebOrigin(url: text) == origin)
    }

    @Test(arguments: [
        ("", HTTPURL.Fault.noHTTPURL), ("example.com", .noHTTPURL), ("ftp://example.com", .noHTTPURL),
        ("https:/a", .noHTTPURL), ("https://exa mple.com", .noHTTPURL), ("https://b\u{FC}cher.example", .noHTTPURL),
        ("https://a\\b", .noHTTPURL), ("https://a/\r\nb", .noHTTPURL), ("https://a/\"", .noHTTPURL),
        ("https://user@example.com", .userInformation), ("https://localhost:80@evil.example", .userInformation),
        ("https://", .badHost), ("https://:443", .badHost), ("https:///path", .badHost), ("https://[]", .badHost),
        ("https://[::1", .badHost), ("https://::1]", .badHost), ("https://[::ffff]x", .badPort),
        ("https://[1.2.3.4]", .badHost), ("https://[fe80::1%25eth0]", .badHost), ("https://a%41", .badHost),
        ("https://a:b", .badPort), ("https://a:0", .badPort), ("https://a:65536", .badPort), ("https://a:", .badPort),
        ("https://a:+80", .badPort), ("https://a:1:443", .badPort),
    ])
    func `what is no URL of HTTP says why`(text: String, fault: HTTPURL.Fault) {
        #expect(throws: fault) { try HTTPURL(parsing: text) }
        #expect(WebOrigin(url: text) == nil)
    }

    @Test(arguments: [
        "https://id.example.com", "https://id.example.com:8443/tenant", "http://localhost:8080", "http://127.0.0.1",
        "http://[::1]:8080", "http://id.localhost:8080",
    ])
    func `an issuer is an https URL, or an http URL of this machine`(text: String) throws {
        #expect(try IssuerURL(parsing: text).text == text)
    }

    @Test(arguments: [
        ("http://id.example.com", IssuerURL.Fault.insecure), ("https://id.example.com/", .closingSlash),
        ("https://id.example.com?a", .queryOrFragment), ("https://id.example.com#a", .queryOrFragment),
        ("id.example.com", .url(.noHTTPURL)), ("https://b\u{FC}cher.example", .url(.noHTTPURL)),
    ])
    func `what is no issuer says why`(text: String, fault: IssuerURL.Fault) {
        #expect(throws: fault) { try IssuerURL(parsing: text) }
    }
}
