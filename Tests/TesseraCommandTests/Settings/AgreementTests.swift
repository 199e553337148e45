import Identity
import Testing

@testable import IdentityServer
@testable import TesseraVerifier
@testable import tessera

/// What the settings accept, the server and the verifier accept: nothing passes here to fail at the start, or at an API.
@Suite("Settings: agreement with what uses them")
struct AgreementTests {
    private static let behindProxy = ["http.behind-proxy": "true", "issuer": "https://id.example.com"]

    private func accepted(_ flags: [String: String]) -> Settings? {
        let raw = flags.map { ($0.key, RawSetting(text: $0.value, origin: .flag($0.key))) }
        return try? Settings(reading: SettingsReader(sources: [Dictionary(uniqueKeysWithValues: raw)]))
    }

    @Test(arguments: [
        "https://id.example.com", "https://id.example.com:8443/tenant", "https://a_b.example", "http://localhost:8080",
        "http://127.8.8.8", "http://[::1]:8080", "http://id.localhost", "http://id.localhost:8080",
    ])
    func `an issuer that is accepted is one to the server and to the verifier`(issuer: String) throws {
        let settings = try #require(accepted(["issuer": issuer]))
        try settings.server.validate()
        #expect(throws: Never.self) { try RemoteKeySet(issuer: issuer) }
    }

    @Test(arguments: [
        "https://b\u{FC}cher.example", "https://id.example.com:", "https://id.example.com:0",
        "https://user@id.example.com",
        "https://[::g]", "https://a%41.example", "http://id.example.com", "https://id.example.com/a b",
    ])
    func `an issuer that the server or the verifier refuses is refused`(issuer: String) {
        #expect(accepted(["issuer": issuer]) == nil)
        var server = IdentityServerConfiguration(issuer: issuer)
        server.tls = TLSFiles(certificateChain: "a", privateKey: "b")
        let isServed = (try? server.validate()) != nil
        let isVerified = (try? RemoteKeySet(issuer: issuer)) != nil
        #expect(!isServed || !isVerified)
    }

    @Test(arguments: [
        "127.0.0.1", "10.0.0.0/8", "::1/128", "fd00::/8", "::ffff:10.0.0.0/104", "::ffff:10.0.0.7", "::/0", "0.0.0.0/0",
    ])
    func `a trusted proxy that is accepted is one to the server`(proxy: String) throws {
        let settings = try #require(accepted(Self.behindProxy.merging(["http.trusted-proxies": proxy]) { $1 }))
        _ = try ClientAddress(proxies: settings.server.trustedProxies, header: settings.server.forwardedHeader)
    }

    @Test(arguments: ["https://app.example.com", "http://localhost:4200", "https://[2001:db8::1]:8443"])
    func `an origin that is accepted is one to the server`(origin: String) throws {
        let settings = try #require(accepted(["http.allowed-origins": origin]))
        let origins = try AllowedOrigins(issuer: settings.server.issuer, others: settings.server.allowedOrigins)
        #expect(origins.contains(origin))
    }

    @Test func `a cost of hashing that the rules refuse is refused`() {
        #expect(accepted(["password.hashing.memory-kib": "262145"]) == nil)
        #expect(accepted(["password.hashing.passes": "65"]) == nil)
        #expect(accepted(["password.hashing.memory-kib": "262144", "password.hashing.passes": "64"]) == nil)
        #expect(accepted(["password.hashing.memory-kib": "262144", "password.hashing.passes": "8"]) != nil)
    }

    @Test func `each example of the table is accepted by the rules and the server`() throws {
        for setting in SettingCatalogue.all where !setting.isSecret && !setting.key.hasPrefix("http.tls") {
            var flags = [setting.key: setting.example]
            if setting.key.hasPrefix("http.") {
                flags.merge(["issuer": "https://id.example.com"]) { first, _ in first }
            }
            if setting.key == "http.address" || setting.key == "http.behind-proxy" {
                flags.merge(["http.behind-proxy": "true", "http.trusted-proxies": "127.0.0.1"]) { first, _ in first }
            }
            if setting.key == "http.trusted-proxies" { flags["http.behind-proxy"] = "true" }
            if setting.key == "database.connections" { flags["database.url"] = "postgresql://db.example.com/tessera" }
            let settings = try #require(accepted(flags), "\(setting.key)")
            try settings.rules.validate()
            try settings.server.validate()
        }
    }
}
