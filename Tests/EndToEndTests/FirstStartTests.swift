import Foundation
import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("The first start")
    struct FirstStartTests {
        @Test func `it makes the database and the master secret, for their owner only, and a first signing key`()
            async throws
        {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    #expect(try folder.permissions(of: ".tessera") == 0o700)
                    #expect(try folder.permissions(of: ".tessera/master-secret") == 0o600)
                    #expect(try folder.permissions(of: ".tessera/tessera.sqlite") == 0o600)
                    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path(".tessera"))
                    for file in files { #expect(try folder.permissions(of: ".tessera/\(file)") == 0o600, "\(file)") }

                    let keys = try await server.api.send(.GET, "/.well-known/jwks.json").json["keys"]?.array ?? []
                    #expect(keys.count == 1)
                    #expect(keys.first?["alg"]?.string == "ES256")
                    #expect(keys.first?["d"] == nil, "a private key is published")
                }
            }
        }

        @Test func `it prints where everything is, and everything is there`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    let output = server.program.output
                    for address in ["/demo", "/docs", "/openapi.yaml"] {
                        #expect(output.contains(server.issuer + address), "\(output)")
                        let answer = try await server.api.send(.GET, address)
                        #expect(answer.status == 200, "\(address): \(answer)")
                        for file in answer.text.matches(of: /"(\/assets\/[^"]+)"/).map(\.1) {
                            let part = try await server.api.send(.GET, String(file))
                            #expect(part.status == 200, "\(address) loads \(file): \(part)")
                        }
                    }
                    #expect(output.contains(".tessera/tessera.sqlite") && output.contains(".tessera/master-secret"))
                    let token = try #require(server.setupToken, "there is no one-time link:\n\(output)")
                    #expect(token.utf8.count >= 43, "the one-time token has fewer than 256 bits")
                    #expect(try await server.api.send(.GET, "/setup").status == 200)
                    #expect(!server.program.errors.contains(token), "the one-time token is in the log")
                }
            }
        }

        @Test func `it takes up a database that was migrated before`() async throws {
            try await TemporaryFolder.with { folder in
                let migrated = try await folder.tessera("database", "migrate", "--json")
                #expect(migrated.ending == .exited(0), "\(migrated)")
                #expect(try migrated.json["applied"]?.array?.isEmpty == false, "\(migrated)")
                #expect(try folder.permissions(of: ".tessera/master-secret") == 0o600)
                try await TesseraServer.with(in: folder) { server in
                    _ = try await server.api.newSession("ada")
                }
            }
        }

        @Test func `the next start takes up key, accounts and sessions where they were`() async throws {
            try await TemporaryFolder.with { folder in
                let (keys, tokens, secret) = try await TesseraServer.with(in: folder) { server in
                    let tokens = try await server.api.newSession("ada")
                    let keys = try await server.api.send(.GET, "/.well-known/jwks.json").json
                    server.program.signal(SIGTERM)
                    #expect(try await server.program.end() == .exited(0))
                    return (keys, tokens, FileManager.default.contents(atPath: folder.path(".tessera/master-secret")))
                }
                try await TesseraServer.with(in: folder) { server in
                    #expect(try await server.api.send(.GET, "/.well-known/jwks.json").json == keys)
                    #expect(FileManager.default.contents(atPath: folder.path(".tessera/master-secret")) == secret)
                    let refreshed = try await server.api.refresh(tokens.refresh)
                    #expect(refreshed.status == 200, "\(refreshed)")
                    #expect(try refreshed.string("session_id") == tokens.sessionID)
                }
            }
        }
    }
}
