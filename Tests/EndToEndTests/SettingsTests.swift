import Foundation
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("Settings")
    struct SettingsTests {
        /// What somebody got wrong, and what the program must say of it.
        struct Mistake: Sendable, CustomTestStringConvertible {
            let arguments: [String]
            var environment: [String: String] = [:]
            var file: String?
            let status: Int32
            let says: String

            var testDescription: String { says }
        }

        static let mistakes = [
            Mistake(
                arguments: ["serve", "--http-port", "eighty"],
                status: 78,
                says: "--http-port 'eighty' is refused"
            ),
            Mistake(arguments: ["serve", "--htpp-port", "80"], status: 64, says: "--htpp-port"),
            Mistake(
                arguments: ["serve"],
                environment: ["TESSERA_ACESS_TOKEN_LIFETIME": "5s"],
                status: 78,
                says: "Did you mean TESSERA_ACCESS_TOKEN_LIFETIME?"
            ),
            Mistake(arguments: ["serve"], file: "http:\n  porrt: 1\n", status: 78, says: "did you mean 'http.port'?"),
            Mistake(arguments: ["serve", "--config", "absent.yaml"], status: 78, says: "absent.yaml"),
            Mistake(
                arguments: ["serve", "--http-address", "0.0.0.0", "--issuer", "https://id.example.com"],
                status: 78,
                says: "plain HTTP on 0.0.0.0"
            ),
            Mistake(
                arguments: ["serve", "--access-token-lifetime", "soon"],
                status: 78,
                says: "--access-token-lifetime 'soon'"
            ),
            Mistake(arguments: ["serve", "--http-tls-certificate", "a.pem"], status: 78, says: "http.tls.private-key"),
            Mistake(arguments: ["user", "list"], status: 69, says: "there is no database"),
            Mistake(arguments: ["token", "decode", "nonsense"], status: 65, says: "tessera: "),
            Mistake(arguments: ["surve"], status: 64, says: "surve"),
        ]

        @Test(arguments: mistakes)
        func `a mistake ends the program with its exit status and a line that says what is wrong`(
            mistake: Mistake
        ) async throws {
            try await TemporaryFolder.with { folder in
                if let file = mistake.file { try folder.write(file, to: "tessera.yaml") }
                let path = ProgramFolder.url.appendingPathComponent("tessera").path
                let outcome = try await folder.run(path, mistake.arguments, environment: mistake.environment)
                #expect(outcome.ending == .exited(mistake.status), "\(outcome)")
                #expect(outcome.output.isEmpty, "\(outcome)")
                let lines = outcome.errors.split(separator: "\n")
                #expect(lines.first?.hasPrefix("tessera: ") == true, "\(outcome)")
                #expect(lines.contains { $0.contains(mistake.says) }, "\(outcome)")
                if mistake.status != 64 { #expect(lines.count == 1, "\(outcome)") }
            }
        }

        @Test func `flags win over the environment, it over the file, the file over the defaults`() async throws {
            try await TemporaryFolder.with { folder in
                try folder.write(
                    "http:\n  port: 1001\naccess-token:\n  lifetime: 1m\nlog:\n  level: error\n",
                    to: "tessera.yaml"
                )
                let environment = ["TESSERA_HTTP_PORT": "1002", "TESSERA_ACCESS_TOKEN_LIFETIME": "2m"]
                let shown = try await folder.tessera(
                    "config",
                    "show",
                    "--json",
                    "--http-port",
                    "1003",
                    environment: environment
                )
                #expect(shown.ending == .exited(0), "\(shown)")
                let settings = try shown.json.array ?? []
                func value(_ key: String) -> String? {
                    settings.first { $0["key"]?.string == key }?["value"]?.string
                }
                #expect(value("http.port") == "1003", "\(shown)")
                #expect(value("access-token.lifetime") == "2m")
                #expect(value("log.level") == "error")
                #expect(value("refresh.grace-window") == "10s")
            }
        }

        @Test func `the shown configuration keeps the master secret to itself`() async throws {
            try await TemporaryFolder.with { folder in
                let secret = "kJ5Dm0Vv7m3c9uV1c3Z4zXb3bqkq0m6m3f7m8y1s2dU="
                for arguments in [["config", "show"], ["config", "show", "--json"]] {
                    let path = ProgramFolder.url.appendingPathComponent("tessera").path
                    let shown = try await folder.run(path, arguments, environment: ["TESSERA_MASTER_SECRET": secret])
                    #expect(shown.ending == .exited(0), "\(shown)")
                    #expect(
                        shown.output.contains("master-secret") && !shown.output.contains(secret.prefix(12)),
                        "\(shown)"
                    )
                }
            }
        }
    }
}
