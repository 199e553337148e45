import Foundation
import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("Commands beside a running server")
    struct CommandTests {
        @Test func `user create makes an account that can log in at once`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    let created = try await folder.tessera(
                        "user",
                        "create",
                        "--user-name",
                        "carol",
                        "--role",
                        "admin",
                        "--json",
                        input: goodPassword + "\n"
                    )
                    #expect(created.ending == .exited(0), "\(created)")
                    #expect(try created.json["user_name"] == "carol" && created.json["roles"] == .array(["admin"]))
                    let tokens = try await server.api.session("carol")
                    #expect(try await server.api.send(.GET, "/admin/users", token: tokens.access).status == 200)

                    let again = try await folder.tessera(
                        "user",
                        "create",
                        "--user-name",
                        "Carol",
                        input: goodPassword + "\n"
                    )
                    #expect(again.ending == .exited(1) && again.errors.hasPrefix("tessera: "), "\(again)")
                    let weak = try await folder.tessera("user", "create", "--user-name", "dave", input: "short\n")
                    #expect(weak.ending == .exited(1), "\(weak)")
                    let list = try await folder.tessera("user", "list", "--all", "--json")
                    let names = try list.json["accounts"]?.array?.compactMap { $0["user_name"]?.string } ?? []
                    #expect(names == ["carol"], "\(list)")
                }
            }
        }

        @Test func `user disable ends the sessions at once, and user sessions tells why`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    let tokens = try await server.api.newSession("ada")
                    let alive = try await folder.tessera("user", "sessions", "ada", "--alive", "--json")
                    #expect(try alive.json.array?.map { $0["id"]?.string } == [tokens.sessionID], "\(alive)")

                    let disabled = try await folder.tessera("user", "disable", "ada", "--json")
                    #expect(try disabled.ending == .exited(0) && disabled.json["disabled"] == true, "\(disabled)")
                    #expect(try await server.api.send(.GET, "/auth/me", token: tokens.access).status == 401)
                    #expect(try await server.api.refresh(tokens.refresh).json["cause"] == "account_disabled")
                    #expect(try await server.api.logIn("ada").status == 403)

                    let sessions = try await folder.tessera("user", "sessions", "ada", "--json")
                    #expect(try sessions.json.array?.first?["end"]?["cause"] == "account_disabled", "\(sessions)")
                    let enabled = try await folder.tessera("user", "enable", "ada", "--json")
                    #expect(try enabled.ending == .exited(0) && enabled.json["disabled"] == false, "\(enabled)")
                    #expect(try await server.api.logIn("ada").status == 200)
                    #expect(try await folder.tessera("user", "show", "nobody").ending == .exited(1))
                }
            }
        }

        @Test func `user set-password and user sign-out take effect at once`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    let first = try await server.api.newSession("ada")
                    let ended = try await folder.tessera("user", "sign-out", "ada", "--json")
                    #expect(try ended.json["ended"] == 1, "\(ended)")
                    #expect(try await server.api.refresh(first.refresh).json["cause"] == "revoked_by_administrator")

                    let second = try await server.api.session("ada")
                    let other = "another good battery staple"
                    let changed = try await folder.tessera("user", "set-password", "ada", "--json", input: other + "\n")
                    #expect(changed.ending == .exited(0), "\(changed)")
                    #expect(try await server.api.refresh(second.refresh).json["cause"] == "password_changed")
                    #expect(try await server.api.logIn("ada").status == 401)
                    let body: JSONValue = ["identifier": "ada", "password": .string(other)]
                    #expect(try await server.api.send(.POST, "/auth/login", body).status == 200)
                }
            }
        }

        @Test func `a rotated key signs, and a revoked key is gone, within seconds and without a sign-out`()
            async throws
        {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    let tokens = try await server.api.newSession("ada")
                    let first = try await published(server)
                    #expect(first.count == 1)

                    let rotated = try await folder.tessera("key", "rotate", "--immediately", "--json")
                    #expect(rotated.ending == .exited(0), "\(rotated)")
                    let second = try #require(try rotated.json["id"]?.string)
                    try await eventually("the running server published \(second)", within: .seconds(10)) {
                        try await published(server) == first.union([second])
                    }
                    #expect(
                        try await server.api.send(.GET, "/auth/me", token: tokens.access).status == 200,
                        "still good"
                    )
                    let refreshed = try Tokens(await server.api.refresh(tokens.refresh))
                    #expect(try UnverifiedJWS(parsing: refreshed.access).header["kid"]?.string == second)

                    let revoked = try await folder.tessera("key", "revoke", second, "--reason", "stolen", "--json")
                    #expect(try revoked.ending == .exited(0) && revoked.json["state"] == "revoked", "\(revoked)")
                    try await eventually("the running server refused what \(second) signed", within: .seconds(10)) {
                        try await server.api.send(.GET, "/auth/me", token: refreshed.access).status == 401
                    }
                    #expect(try await published(server).contains(second) == false)
                    let renewed = try Tokens(await server.api.refresh(refreshed.refresh))
                    #expect(try await server.api.send(.GET, "/auth/me", token: renewed.access).status == 200)

                    let list = try await folder.tessera("key", "list", "--json")
                    let states = try list.json.array?.map { $0["state"]?.string ?? "" } ?? []
                    #expect(states.contains("revoked") && states.contains("signing"), "\(list)")
                }
            }
        }

        @Test func `database backup copies while the server runs, and database check finds both sound`() async throws {
            try await TemporaryFolder.with { folder in
                let copy = folder.path("copy.sqlite")
                let tokens = try await TesseraServer.with(in: folder) { server in
                    let tokens = try await server.api.newSession("ada")
                    let backup = try await folder.tessera("database", "backup", copy, "--json")
                    #expect(try backup.ending == .exited(0) && backup.json["path"] == .string(copy), "\(backup)")
                    #expect(try folder.permissions(of: "copy.sqlite") == 0o600)
                    let again = try await folder.tessera("database", "backup", copy)
                    #expect(again.ending != .exited(0), "a backup was overwritten")
                    for path in [copy, folder.path(".tessera/tessera.sqlite")] {
                        let check = try await folder.tessera("database", "check", "--database-path", path, "--json")
                        #expect(try check.ending == .exited(0) && check.json["problems"]?.array == [], "\(check)")
                    }
                    return tokens
                }
                // With its master secret the copy is as good as the original.
                let secret = folder.path(".tessera/master-secret")
                let flags = ["--database-path", copy, "--master-secret-file", secret]
                try await TesseraServer.with(in: folder, flags: { _ in flags }) { server in
                    let refreshed = try await server.api.refresh(tokens.refresh)
                    #expect(refreshed.status == 200, "\(refreshed)")
                }
            }
        }

        @Test func `a damaged database is told as one`() async throws {
            try await TemporaryFolder.with { folder in
                let copy = folder.path("copy.sqlite")
                try await TesseraServer.with(in: folder) { server in
                    for number in 0..<5 { _ = try await server.api.register("user\(number)") }
                    #expect(try await folder.tessera("database", "backup", copy).ending == .exited(0))
                }
                let file = try FileHandle(forUpdating: URL(fileURLWithPath: copy))
                let size = try file.seekToEnd()
                for page in stride(from: UInt64(4096), to: size, by: 4096) {
                    try file.seek(toOffset: page)
                    try file.write(contentsOf: Data(repeating: 0xA5, count: 64))
                }
                try file.close()
                let check = try await folder.tessera("database", "check", "--database-path", copy)
                #expect(check.ending == .exited(65), "\(check)")
            }
        }

        /// The ids of the keys that the server publishes.
        private func published(_ server: TesseraServer) async throws -> Set<String> {
            let keys = try await server.api.send(.GET, "/.well-known/jwks.json").json["keys"]?.array ?? []
            return Set(keys.compactMap { $0["kid"]?.string })
        }
    }
}
