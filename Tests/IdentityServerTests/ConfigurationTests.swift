import HTTPTypes
import Testing

@testable import IdentityServer

@Suite struct ConfigurationTests {
    private func refusal(_ configure: (inout IdentityServerConfiguration) -> Void) throws -> String {
        var configuration = IdentityServerConfiguration(issuer: "http://localhost:8080")
        configure(&configuration)
        return try #require(throws: ServerConfigurationError.self) { try configuration.validate() }.description
    }

    @Test func `the defaults are safe on a developer's machine`() throws {
        try IdentityServerConfiguration(issuer: "http://localhost:8080").validate()
    }

    @Test(arguments: ["0.0.0.0", "::", "192.0.2.1", "example.com"])
    func `plain HTTP is served on loopback only`(address: String) throws {
        #expect(try refusal { $0.address = address }.contains("--behind-proxy"))
    }

    @Test(arguments: ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
    func `loopback has several names`(address: String) throws {
        var configuration = IdentityServerConfiguration(issuer: "http://localhost:8080")
        configuration.address = address
        try configuration.validate()
    }

    @Test func `a proxy must be named`() throws {
        #expect(try refusal { $0.isBehindProxy = true }.contains("address of the proxy"))
        var configuration = IdentityServerConfiguration(issuer: "https://id.example.com")
        configuration.address = "0.0.0.0"
        configuration.isBehindProxy = true
        configuration.trustedProxies = ["10.0.0.0/8"]
        try configuration.validate()
    }

    @Test func `with a certificate the issuer is https`() throws {
        #expect(try refusal { $0.tls = TLSFiles(certificateChain: "c", privateKey: "k") }.contains("https://"))
    }

    @Test(arguments: ["", "localhost", "ftp://a", "http://a/", "http://", "http://a b", "http://a:99999"])
    func `an issuer is a URL without a slash at the end`(issuer: String) throws {
        #expect(try refusal { $0.issuer = issuer }.contains("issuer"))
    }

    @Test func `certificate files that cannot be read are named`() throws {
        let files = TLSFiles(certificateChain: "/nowhere/chain.pem", privateKey: "/nowhere/key.pem")
        let error = try #require(throws: ServerConfigurationError.self) { try files.configuration() }
        #expect(error.description.contains("/nowhere/chain.pem"))
    }

    @Test func `a proxy or an origin that is none is named`() {
        #expect(throws: ServerConfigurationError.self) { try ClientAddress(proxies: ["nobody"], header: .forwarded) }
        #expect(throws: ServerConfigurationError.self) {
            try ClientAddress(proxies: ["10.0.0.0/33"], header: .forwarded)
        }
        for origin in ["https://a/", "https://a/path", "*", "null", "HTTPS://A"] {
            #expect(throws: ServerConfigurationError.self) {
                try AllowedOrigins(issuer: "https://id", others: [origin])
            }
        }
    }

    @Test func `the issuer's own origin is allowed, on loopback by each of its names`() throws {
        let local = try AllowedOrigins(issuer: "http://localhost:8080", others: [])
        for origin in ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"] {
            #expect(local.contains(origin))
        }
        #expect(!local.contains("http://localhost:8081"))
        #expect(!local.contains("https://localhost:8080"))
        let other = try AllowedOrigins(issuer: "https://id.example.com:443/tenant", others: ["https://app.example.com"])
        #expect(other.contains("https://id.example.com"))
        #expect(other.contains("https://app.example.com"))
        #expect(!other.contains("https://app.example.com.evil.example"))
        #expect(!other.contains("null"))
    }
}

@Suite struct ClientAddressTests {
    private func resolve(
        _ peer: String,
        _ fields: [(HTTPField.Name, String)],
        header: ForwardedHeader = .xForwardedFor
    ) throws -> String {
        let rule = try ClientAddress(proxies: ["10.0.0.0/8", "2001:db8::/32"], header: header)
        return rule.resolve(peer: peer, headers: HTTPFields(fields.map { HTTPField(name: $0.0, value: $0.1) }))
    }

    @Test func `a stranger's header is ignored`() throws {
        #expect(try resolve("192.0.2.1", [(.xForwardedFor, "198.51.100.1")]) == "192.0.2.1")
        #expect(try resolve("", [(.xForwardedFor, "198.51.100.1")]) == "")
    }

    @Test func `the rightmost address that is no proxy's is the client's`() throws {
        #expect(try resolve("10.0.0.1", [(.xForwardedFor, "203.0.113.9, 198.51.100.1, 10.0.0.2")]) == "198.51.100.1")
        #expect(
            try resolve("10.0.0.1", [(.xForwardedFor, "203.0.113.9"), (.xForwardedFor, "198.51.100.1:4711")])
                == "198.51.100.1"
        )
        #expect(try resolve("::ffff:10.0.0.1", [(.xForwardedFor, "[2001:DB9::1]:80")]) == "2001:DB9::1")
    }

    @Test func `a hop that cannot be read ends the chain`() throws {
        #expect(try resolve("10.0.0.1", [(.xForwardedFor, "198.51.100.1, unknown, 10.0.0.2")]) == "10.0.0.2")
        #expect(try resolve("10.0.0.1", [(.xForwardedFor, "")]) == "10.0.0.1")
        #expect(try resolve("10.0.0.1", []) == "10.0.0.1")
    }

    @Test func `only the header that the proxy sets is read`() throws {
        #expect(try resolve("10.0.0.1", [(.forwarded, "for=198.51.100.1")]) == "10.0.0.1")
        let fields: [(HTTPField.Name, String)] = [
            (.xForwardedFor, "203.0.113.9"), (.forwarded, "for=\"[2001:db9::7]:4711\";proto=https, For=10.0.0.2"),
        ]
        #expect(try resolve("10.0.0.1", fields, header: .forwarded) == "2001:db9::7")
    }
}
