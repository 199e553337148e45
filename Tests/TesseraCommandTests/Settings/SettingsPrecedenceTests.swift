import Identity
import IdentityServer
import Testing

@testable import tessera

@Suite("Settings: precedence")
struct SettingsPrecedenceTests {
    private func settings(
        flags: [String: String] = [:],
        environment: [String: String] = [:],
        yaml: String = ""
    ) throws -> Settings {
        var problems: [String] = []
        let given = flags.map { ($0.key, RawSetting(text: $0.value, origin: .flag("--" + $0.key))) }
        let sources = [
            Dictionary(uniqueKeysWithValues: given),
            EnvironmentSource.read(environment, problems: &problems),
            FileSource.parse(yaml, path: "tessera.yaml", problems: &problems),
        ]
        return try Settings(reading: SettingsReader(sources: sources, problems: problems))
    }

    @Test func `a flag wins over the environment, the environment over the file, the file over the default`() throws {
        let yaml = "access-token:\n  lifetime: 3m"
        let environment = ["TESSERA_ACCESS_TOKEN_LIFETIME": "2m"]
        let flags = ["access-token.lifetime": "1m"]
        #expect(try settings().rules.accessTokenLifetime == .seconds(300))
        #expect(try settings(yaml: yaml).rules.accessTokenLifetime == .seconds(180))
        #expect(try settings(environment: environment, yaml: yaml).rules.accessTokenLifetime == .seconds(120))
        #expect(
            try settings(flags: flags, environment: environment, yaml: yaml).rules.accessTokenLifetime == .seconds(60)
        )
    }

    @Test func `each value tells where it comes from`() throws {
        let settings = try settings(
            flags: ["http.port": "9000"],
            environment: ["TESSERA_LOG_LEVEL": "debug"],
            yaml: "\n\nrefresh:\n  policy: strict"
        )
        let origins = Dictionary(uniqueKeysWithValues: settings.entries.map { ($0.key, $0.origin.description) })
        #expect(origins["http.port"] == "--http.port")
        #expect(origins["log.level"] == "TESSERA_LOG_LEVEL")
        #expect(origins["refresh.policy"] == "tessera.yaml:4")
        #expect(origins["scopes"] == "default")
    }

    @Test func `the listing has every setting once, in the order of the table`() throws {
        #expect(try settings().entries.map(\.key) == SettingCatalogue.all.map(\.key))
    }

    @Test func `defaults follow from the settings that they depend on`() throws {
        let settings = try settings(
            flags: [
                "http.port": "9000", "database.path": "/srv/tessera/data.sqlite",
                "issuer": "https://id.example.com/tenant",
            ]
        )
        #expect(settings.rules.audience == ["https://id.example.com/tenant"])
        #expect(settings.server.allowedOrigins == ["https://id.example.com"])
        #expect(settings.storage.masterSecret == .file("/srv/tessera/master-secret"))
        #expect(try self.settings(flags: ["http.port": "9000"]).rules.issuer == "http://localhost:9000")
    }
}
