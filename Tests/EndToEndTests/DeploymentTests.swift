import Foundation
import TesseraJOSE
import Testing

extension EndToEnd {
    /// What the guide for many nodes hands out.
    @Suite("Files for deployment")
    struct DeploymentTests {
        private static let analyzer = "/usr/bin/systemd-analyze"

        private static func text(_ name: String) throws -> String {
            try String(contentsOf: ProgramFolder.package.appendingPathComponent(name), encoding: .utf8)
        }

        @Test(
            .enabled(
                if: BalancerProgram.isInstalled,
                "HAProxy is not installed: Scripts/setup.sh --tests installs it"
            )
        )
        func `HAProxy takes the guide's configuration, as it is and with addresses from the environment`() async throws
        {
            try await TemporaryFolder.with { folder in
                let addresses = ["BALANCER": "127.0.0.1:1", "NODE_1": "192.0.2.1:8080", "NODE_3": "[2001:db8::1]:80"]
                for environment in [[:], addresses] {
                    let check = try await folder.run(
                        BalancerProgram.path,
                        ["-c", "-f", BalancerProgram.configuration],
                        environment: environment
                    )
                    #expect(check.ending == .exited(0) && !check.errors.contains("WARNING"), "\(check)")
                }
            }
        }

        @Test(
            .enabled(
                if: FileManager.default.isExecutableFile(atPath: analyzer),
                "systemd-analyze is not installed"
            )
        )
        func `systemd takes the unit, and finds little to which it is exposed`() async throws {
            try await TemporaryFolder.with { folder in
                let unit = try Self.text("Packaging/tessera.service")
                let installed = "/usr/local/bin/tessera"
                try #require(unit.contains("ExecStart=\(installed) serve"))
                let built = ProgramFolder.url.appendingPathComponent("tessera").path
                let path = try folder.write(unit.replacing(installed, with: built), to: "tessera.service")
                let verified = try await folder.run(Self.analyzer, ["verify", path])
                #expect(verified.ending == .exited(0) && verified.errors.isEmpty, "\(verified)")
                // The scale ends at 100, for a service without any protection.
                let secure = try await folder.run(
                    Self.analyzer,
                    ["security", "--offline=yes", "--threshold=20", "--no-pager", path]
                )
                #expect(secure.ending == .exited(0), "\(secure)")
            }
        }

        @Test func `every variable that the files and the guide set is one of Tessera's`() async throws {
            try await TemporaryFolder.with { folder in
                let shown = try await folder.tessera("config", "show", "--json")
                let known = try (shown.json.array ?? []).compactMap { $0["environment_variable"]?.string }
                let names = Set(known + ["TESSERA_CONFIG"])
                for file in [
                    "Dockerfile", "compose.yaml", "Packaging/tessera.service",
                    "Documentation/from-one-machine-to-many.md",
                ] {
                    let found = try Self.text(file).matches(of: /TESSERA_[A-Z_]*[A-Z]/).map { String($0.output) }
                    for name in found { #expect(names.contains(name), "\(file)") }
                }
            }
        }

        @Test func `the file that compose mounts is the guide's`() throws {
            let compose = try Self.text("compose.yaml")
            #expect(compose.contains("./Documentation/many-nodes/haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro"))
            let configuration = try Self.text("Documentation/many-nodes/haproxy.cfg")
            for name in ["BALANCER", "NODE_1", "NODE_2", "NODE_3"] {
                #expect(compose.contains("\n      \(name): ") && configuration.contains("\"${\(name)-"), "\(name)")
            }
        }
    }
}
