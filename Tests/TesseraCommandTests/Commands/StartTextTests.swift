import Testing

@testable import tessera

@Suite("Commands: what serve prints")
struct StartTextTests {
    private func settings(_ flags: [String: String] = [:]) throws -> Settings {
        let raw = flags.map { ($0.key, RawSetting(text: $0.value, origin: .flag($0.key))) }
        return try Settings(reading: SettingsReader(sources: [Dictionary(uniqueKeysWithValues: raw)]))
    }

    @Test func `it says where everything is, with the link for the first administrator while there is none`() throws {
        let text = try StartText.text(settings(), port: 8080, setupToken: "secret-token")
        for part in [
            "http://localhost:8080/demo", "http://localhost:8080/docs",
            "http://localhost:8080/setup#setup_token=secret-token",
            ".tessera/tessera.sqlite", ".tessera/master-secret", "http://127.0.0.1:8080/metrics", "Ctrl-C",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(try !StartText.text(settings(), port: 8080, setupToken: nil).contains("administrator"))
    }

    @Test func `it tells the port that was really taken, and IPv6 in brackets`() throws {
        let settings = try settings(["http.address": "::1", "http.port": "0", "issuer": "http://localhost:1"])
        #expect(StartText.text(settings, port: 34_567, setupToken: nil).contains("[::1]:34567"))
    }

    @Test func `a master secret from the environment is not shown`() throws {
        let secret = String(repeating: "QUFB", count: 11)
        let text = try StartText.text(settings(["master-secret": secret]), port: 1, setupToken: nil)
        #expect(!text.contains(secret) && !text.contains("Master secret"))
    }
}
