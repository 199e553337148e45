import Foundation
import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("The token workbench and a real server's tokens")
    struct WorkbenchTests {
        @Test func `the server's own access token has no finding, and its status follows the sign-out`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    let tokens = try await server.api.newSession("ada")
                    let keys = server.api.address + "/.well-known/jwks.json"
                    let linted = try await folder.tessera("token", "lint", tokens.access, "--jwks", keys, "--json")
                    #expect(linted.ending == .exited(0), "\(linted)")
                    #expect(try linted.json["findings"] == [] && linted.json["linted_as"] == "access_token")

                    let accepted = try await verify(tokens.access, server, keys)
                    #expect(accepted.ending == .exited(0), "\(accepted)")
                    let signedOut = try await server.api.send(
                        .POST,
                        "/auth/logout",
                        ["refresh_token": .string(tokens.refresh)]
                    )
                    #expect(signedOut.status == 204, "\(signedOut)")
                    let revoked = try await verify(tokens.access, server, keys)
                    #expect(revoked.ending == .exited(1), "\(revoked)")
                    #expect(try revoked.json["rule"] == "status", "\(revoked)")

                    let batch = ["token", "verify", "--batch", "-", "--jwks", keys, "--issuer", server.issuer]
                    let path = ProgramFolder.url.appendingPathComponent("tessera").path
                    let input = tokens.access + "\n" + tokens.access
                    let judged = try await folder.run(path, batch + ["--status"], input: input)
                    let rules = try judged.output.split(separator: "\n").map {
                        try JSONValue(parsing: String($0))["rule"]
                    }
                    #expect(rules == ["status", "status"], "\(judged)")
                }
            }
        }

        private func verify(_ token: String, _ server: TesseraServer, _ keys: String) async throws -> CommandOutcome {
            try await server.folder.tessera(
                "token",
                "verify",
                token,
                "--jwks",
                keys,
                "--issuer",
                server.issuer,
                "--audience",
                server.issuer,
                "--access-token",
                "--status",
                "--json"
            )
        }
    }
}
