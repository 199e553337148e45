import TesseraTesting
import Testing

@testable import TesseraVerifier

@Suite("Addresses of issuers and key sets")
struct IssuerAddressTests {
    @Test(arguments: [
        "https://login.example.com", "https://login.example.com:8443/a?b=c", "https://[2001:db8::1]/keys",
        "http://localhost", "http://localhost:8080/", "http://127.0.0.1:8080", "http://127.1.2.3", "http://[::1]:80/",
    ])
    func `https, and http on the loopback interface, are allowed`(text: String) throws {
        #expect(try IssuerAddress(text).text == text)
        #expect(try IssuerAddress(text).isLoopback == text.hasPrefix("http:"))
    }

    @Test(arguments: [
        "http://login.example.com", "http://localhost.evil.com", "http://127.0.0.1.evil.com", "http://127.0.0.256",
        "http://127.0.0", "http://127.0.0.1.", "http://localhost@evil.com", "http://localhost:80@evil.com",
        "http://evil.com#@localhost", "http://evil.com\\@localhost", "http://localhost:99999", "http://localhost:+80",
        "http://localhost:", "http://[::1", "http://[::2]", "http://[::1]x", "https://", "https:///path", "https://@",
        "https://user:password@login.example.com", "ftp://localhost", "HTTP://login.example.com", "//localhost",
        "localhost", "", "https://login.example.com/ x", "https://login.example.com/\r\nHost:x",
        "https://ex\u{E4}mple.com",
        "file:///etc/passwd", "unix://localhost", "http+unix://%2Ftmp%2Fsocket/", "https://login.example.com#fragment",
        "http://0x7f000001", "http://0", "http://2130706433",
    ])
    func `everything else is refused`(text: String) {
        #expect(throws: KeySetError(.insecureAddress)) { try IssuerAddress(text) }
    }

    @Test func `an issuer's metadata stands under its path, a trailing slash dropped`() throws {
        for issuer in ["https://login.example.com/tenant", "https://login.example.com/tenant/"] {
            guard case .issuer(let name, let metadata) = try KeySetFetch.location(ofIssuer: issuer) else {
                Issue.record("no issuer")
                continue
            }
            #expect(name == issuer)
            #expect(metadata.text == "https://login.example.com/tenant/.well-known/openid-configuration")
        }
    }

    @Test(arguments: ["http://login.example.com", "", "login", "https://login.example.com?tenant=a"])
    func `an issuer without protection is refused when the key set is made`(issuer: String) {
        #expect(throws: KeySetError(.insecureAddress)) { try RemoteKeySet(issuer: issuer) }
    }

    @Test func `an unprotected key set address is refused when the key set is made`() {
        #expect(throws: KeySetError(.insecureAddress)) { try RemoteKeySet(keySetURL: "http://login.example.com/keys") }
    }
}
