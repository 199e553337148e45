import Foundation
import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite(
        "Commands and a server on PostgreSQL",
        .enabled(
            if: PostgresProgram.isInstalled,
            "PostgreSQL is not installed: Scripts/setup.sh --tests installs it"
        )
    )
    struct PostgresCommandTests {
        @Test func `commands on an empty database make its tables and the master secret, and see what each other did`()
            async throws
        {
            try await withDatabase { postgres, folder in
                let environment = ["TESSERA_DATABASE_URL": postgres.url]
                let created = try await folder.tessera(
                    "user",
                    "create",
                    "--user-name",
                    "ada",
                    "--json",
                    environment: environment,
                    input: goodPassword + "\n"
                )
                #expect(try created.ending == .exited(0) && created.json["user_name"] == "ada", "\(created)")
                #expect(try folder.permissions(of: ".tessera/master-secret") == 0o600)
                #expect(!FileManager.default.fileExists(atPath: folder.path(".tessera/tessera.sqlite")))
                let list = try await folder.tessera("user", "list", "--json", environment: environment)
                #expect(try list.json["accounts"]?.array?.map { $0["user_name"]?.string } == ["ada"], "\(list)")
                let rotated = try await folder.tessera(
                    "key",
                    "rotate",
                    "--immediately",
                    "--json",
                    environment: environment
                )
                let keys = try await folder.tessera("key", "list", "--json", environment: environment)
                #expect(try rotated.ending == .exited(0) && keys.json.array?.count == 2, "\(rotated) \(keys)")
                let migrated = try await folder.tessera("database", "migrate", environment: environment)
                #expect(migrated.ending == .exited(0) && migrated.output == "up to date\n", "\(migrated)")
                let checked = try await folder.tessera("database", "check", environment: environment)
                #expect(checked.ending == .exited(0) && checked.output == "ok\n", "\(checked)")
            }
        }

        @Test func `a server on it serves, and its metrics tell of its connections`() async throws {
            try await withDatabase { postgres, folder in
                let flags = ["--database-url", postgres.url, "--database-connections", "3"]
                try await TesseraServer.with(in: folder, flags: { _ in flags }) { server in
                    let tokens = try await server.api.newSession("ada")
                    #expect(try await server.api.refresh(tokens.refresh).status == 200)
                    let metrics = try await server.api.send(.GET, "/metrics").text
                    #expect(Metrics.withoutHelp(metrics) == [])
                    for name in ["connections", "writes", "reads", "retries", "waiting"] {
                        #expect(metrics.contains("\ntessera_database_\(name) "), "\(name)")
                    }
                    #expect(server.program.output.contains(postgres.url))
                }
            }
        }

        @Test func `a command that only looks leaves an empty database empty`() async throws {
            try await withDatabase { postgres, folder in
                for arguments in [["user", "list"], ["key", "list"], ["database", "check"]] {
                    let outcome = try await folder.tessera(
                        arguments[0],
                        arguments[1],
                        "--database-url",
                        postgres.url
                    )
                    #expect(outcome.ending == .exited(69) && outcome.errors.contains("is empty"), "\(outcome)")
                }
                #expect(!FileManager.default.fileExists(atPath: folder.path(".tessera")))
                let tables = try await postgres.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
                #expect(tables == "0")
            }
        }

        @Test func `a node without the master secret of a database in use, or with another, is refused`() async throws {
            try await withDatabase { postgres, folder in
                #expect(
                    try await folder.tessera("database", "migrate", "--database-url", postgres.url).ending == .exited(0)
                )
                try await TesseraServer.with(in: folder, flags: { _ in ["--database-url", postgres.url] }) { _ in }
                try await TemporaryFolder.with { other in
                    let missing = try await other.tessera("serve", "--database-url", postgres.url)
                    #expect(missing.ending == .exited(78), "\(missing)")
                    #expect(missing.errors.contains("copy the file from the first node"), "\(missing)")
                    #expect(missing.errors.contains("TESSERA_MASTER_SECRET"), "\(missing)")
                    #expect(!FileManager.default.fileExists(atPath: other.path(".tessera")))
                    let secret = String(repeating: "QUJD", count: 16)
                    let wrong = try await other.tessera(
                        "serve",
                        "--database-url",
                        postgres.url,
                        environment: ["TESSERA_MASTER_SECRET": secret]
                    )
                    #expect(wrong.ending == .exited(78) && wrong.errors.contains("the same master secret"), "\(wrong)")
                    #expect(!wrong.errors.contains(secret))
                }
            }
        }

        @Test func `of nodes that start at once on an empty database, each with a secret of its own, one goes on`()
            async throws
        {
            for _ in 0..<3 {
                try await withDatabase { postgres, folder in
                    let folders = try (0..<4).map { number in
                        let node = TemporaryFolder(url: folder.url.appendingPathComponent("node-\(number)"))
                        let state = node.url.appendingPathComponent(".tessera")
                        try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
                        // As each would have made it, had all found the database empty.
                        let secret = Data((0..<32).map { _ in UInt8.random(in: 0...255) }).base64EncodedString()
                        try node.write(secret, to: ".tessera/master-secret")
                        return node
                    }
                    let programs = try folders.map { folder in
                        try TesseraServer.start(
                            in: folder,
                            port: 0,
                            flags: [
                                "--issuer", "http://localhost:1", "--database-url", postgres.url, "--log-level",
                                "warning",
                            ]
                        )
                    }
                    try await eventually("every node had decided") {
                        programs.allSatisfy { $0.ended != nil || $0.output.contains("Ctrl-C ends it.") }
                    }
                    let refused = programs.filter { $0.ended != nil }
                    for program in refused {
                        #expect(program.ended == .exited(78), "\(program.transcript)")
                        #expect(program.errors.contains("Every node needs the same master secret"))
                    }
                    #expect(refused.count == 3, "\(programs.map(\.transcript))")
                    for program in programs { try await program.killAndWait() }
                }
            }
        }

        @Test func `a password in the settings file is used and never shown`() async throws {
            try await withDatabase(requiringPassword: true) { postgres, folder in
                let url = postgres.url.replacing("tessera@", with: "tessera:\(PostgresProgram.password)@")
                try folder.write("database:\n  url: \(url)\n", to: "tessera.yaml")
                try await TesseraServer.with(in: folder, flags: { _ in ["--log-level", "trace"] }) { server in
                    _ = try await server.api.newSession("ada")
                    let transcript = server.program.transcript
                    #expect(transcript.contains(postgres.url) && !transcript.contains(PostgresProgram.password))
                    let line = try String(contentsOfFile: "/proc/\(server.program.processID)/cmdline", encoding: .utf8)
                    #expect(!line.contains(PostgresProgram.password))
                }
                let shown = try await folder.tessera("config", "show")
                #expect(shown.output.contains(postgres.url) && !shown.output.contains(PostgresProgram.password))
                try folder.write(
                    "database:\n  url: \(url.replacing("correct", with: "incorrect"))\n",
                    to: "tessera.yaml"
                )
                let refused = try await folder.tessera("user", "list")
                #expect(refused.ending == .exited(69) && refused.errors.contains("authentication failed"), "\(refused)")
                #expect(!refused.errors.contains("horse"), "\(refused)")
                let flag = try await folder.tessera("user", "list", "--database-url", url)
                #expect(flag.ending == .exited(78) && flag.errors.contains("PGPASSFILE"), "\(flag)")
                #expect(!flag.errors.contains("horse"), "\(flag)")
            }
        }

        @Test func `a database that is not there is told with its address, and nothing is made`() async throws {
            try await TemporaryFolder.with { folder in
                let url = "postgresql://tessera@127.0.0.1:\(try FreePort.find())/tessera"
                let outcome = try await folder.tessera("serve", "--database-url", url)
                #expect(outcome.ending == .exited(69) && outcome.errors.hasPrefix("tessera: "), "\(outcome)")
                #expect(outcome.output.isEmpty)
                #expect(!FileManager.default.fileExists(atPath: folder.path(".tessera")))
            }
        }

        @Test func `a check finds rows that refer to nothing, and a rule that was switched off`() async throws {
            try await withDatabase { postgres, folder in
                let environment = ["TESSERA_DATABASE_URL": postgres.url]
                #expect(try await folder.tessera("database", "migrate", environment: environment).ending == .exited(0))
                try await postgres.execute("ALTER TABLE sessions DISABLE TRIGGER ALL")
                try await postgres.execute(
                    """
                    INSERT INTO sessions (id, account_id, client_id, transport, scope, methods, generation, created_at,
                        authenticated_at, last_seen_at, idle_expires_at, expires_at, created_address, last_address)
                    VALUES ('\\x01', '\\x02', '', '', '', '', 0, 0, 0, 0, 0, 0, '', '')
                    """
                )
                let check = try await folder.tessera("database", "check", "--json", environment: environment)
                #expect(check.ending == .exited(65), "\(check)")
                let problems = try check.json["problems"]?.array?.compactMap(\.string) ?? []
                #expect(
                    problems.contains { $0.contains("1 rows of sessions refer to missing rows of accounts") },
                    "\(problems)"
                )
                #expect(problems.contains { $0.contains("triggers of sessions are switched off") }, "\(problems)")
            }
        }

        @Test func `a backup names PostgreSQL's own programs, whose copy is as good as the original`() async throws {
            try await withDatabase { postgres, folder in
                let refused = try await folder.tessera("database", "backup", "x", "--database-url", postgres.url)
                #expect(refused.ending == .exited(64), "\(refused)")
                let command = "pg_dump --format=custom --file=tessera.dump '\(postgres.url)'"
                #expect(refused.errors.contains(command), "\(refused)")
            }
        }

        /// Lets `body` use an empty database, and a folder of its own for Tessera.
        private func withDatabase(
            requiringPassword: Bool = false,
            _ body: (PostgresProgram, TemporaryFolder) async throws -> Void
        ) async throws {
            try await TemporaryFolder.forPostgres { home in
                let postgres = try await PostgresProgram.make(in: home, port: FreePort.find())
                do {
                    if requiringPassword { try await postgres.requirePassword() }
                    try await TemporaryFolder.with { try await body(postgres, $0) }
                    try await postgres.crash()
                } catch {
                    try? await postgres.crash()
                    throw error
                }
            }
        }
    }
}
