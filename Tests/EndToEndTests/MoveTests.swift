import Foundation
import NIOHTTP1
import Persistence
import PersistenceSQLite
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("Moving to another database")
    struct MoveTests {
        @Test func `a server that still runs on the old database loses nothing, and its clients go on at the new one`()
            async throws
        {
            try await TemporaryFolder.with { folder in
                let port = try FreePort.find()
                let new = folder.path("new/tessera.sqlite")
                var people = try await TesseraServer.with(in: folder, port: port) { server in
                    let people = try await MovingPeople(server)
                    let copied = try await folder.tessera(
                        "database",
                        "copy",
                        "--from",
                        ".tessera/tessera.sqlite",
                        "--to",
                        new,
                        "--json"
                    )
                    #expect(copied.ending == .exited(0), "\(copied)")
                    #expect(try copied.json["rows"]?.integer ?? 0 > 10, "\(copied)")
                    // It may be asked again: 503, and never a refusal that would sign anybody out.
                    for attempt in 1...2 {
                        let refused = try await server.api.refresh(people.living.refresh, attempt: "moving")
                        #expect(refused.status == 503, "attempt \(attempt): \(refused)")
                        #expect(refused.headers.first(name: "Retry-After") != nil, "\(refused)")
                    }
                    #expect(try await server.api.logIn("living").status == 503)
                    #expect(try await server.api.send(.GET, "/health/ready").status == 503, "no balancer sends it more")
                    return people
                }
                let flags = ["--database-path", new, "--master-secret-file", folder.path(".tessera/master-secret")]
                try await TesseraServer.with(in: folder, port: port, flags: { _ in flags }) { server in
                    let refreshed = try await server.api.refresh(people.living.refresh, attempt: "moving")
                    #expect(refreshed.status == 200, "\(refreshed)")
                    people.living = try Tokens(refreshed)
                    try await people.goOn(at: server)
                }
            }
        }

        @Test(
            .enabled(
                if: PostgresProgram.isInstalled,
                "PostgreSQL is not installed: Scripts/setup.sh --tests installs it"
            )
        )
        func `nobody signs in again after a move to PostgreSQL, nor after the move back`() async throws {
            try await TemporaryFolder.forPostgres { databaseFolder in
                let postgres = try await PostgresProgram.make(in: databaseFolder, port: FreePort.find())
                do {
                    try await Self.moveThereAndBack(postgres)
                    try await postgres.crash()
                } catch {
                    try? await postgres.crash()
                    throw error
                }
            }
        }

        private static func moveThereAndBack(_ postgres: PostgresProgram) async throws {
            try await TemporaryFolder.with { folder in
                let port = try FreePort.find()
                let old = folder.path(".tessera/tessera.sqlite")
                let url = "postgresql://\(PostgresProgram.name)@127.0.0.1:\(postgres.port)/\(PostgresProgram.name)"
                let back = folder.path("back/tessera.sqlite")
                let secret = ["--master-secret-file", folder.path(".tessera/master-secret")]
                var people = try await TesseraServer.with(in: folder, port: port) { try await MovingPeople($0) }

                let password = url.replacing("tessera@", with: "tessera:open-sesame@")
                let refused = try await folder.tessera("database", "copy", "--from", old, "--to", password)
                #expect(refused.ending == .exited(64) && !"\(refused)".contains("open-sesame"), "\(refused)")
                let there = try await folder.tessera("database", "copy", "--from", old, "--to", url, "--json")
                #expect(there.ending == .exited(0), "\(there)")
                try await TesseraServer.with(in: folder, port: port, flags: { _ in ["--database-url", url] + secret }) {
                    try await people.goOn(at: $0)
                }

                let returned = try await folder.tessera("database", "copy", "--from", url, "--to", back, "--json")
                #expect(returned.ending == .exited(0), "\(returned)")
                let sealed = try TesseraServer.start(in: folder, port: port, flags: ["--database-url", url] + secret)
                #expect(
                    try await sealed.end() == .exited(69) && sealed.errors.contains("sealed"),
                    "\(sealed.transcript)"
                )
                try await TesseraServer.with(
                    in: folder,
                    port: port,
                    flags: { _ in ["--database-path", back] + secret }
                ) {
                    try await people.goOn(at: $0)
                }
            }
        }

        @Test func `the old database is refused by server and commands until it is taken back`() async throws {
            try await TemporaryFolder.with { folder in
                let (old, new) = (folder.path(".tessera/tessera.sqlite"), folder.path("new.sqlite"))
                try await TesseraServer.with(in: folder) { _ = try await $0.api.newSession("ada") }
                let copied = try await folder.tessera("database", "copy", "--from", old, "--to", new)
                #expect(
                    copied.ending == .exited(0) && copied.output.contains("No user has to sign in again"),
                    "\(copied)"
                )
                #expect(copied.output.contains(folder.path(".tessera/master-secret")), "\(copied)")
                for command in [["user", "list"], ["key", "rotate"], ["database", "migrate"]] {
                    let refused = try await folder.tessera(command[0], command[1])
                    #expect(refused.ending == .exited(69) && refused.errors.contains("copied to \(new)"), "\(refused)")
                }
                let served = try TesseraServer.start(in: folder, port: FreePort.find())
                #expect(
                    try await served.end() == .exited(69) && served.errors.contains("sealed"),
                    "\(served.transcript)"
                )
                let again = try await folder.tessera("database", "copy", "--from", old, "--to", new)
                #expect(again.ending == .exited(0) && again.output.contains("already complete"), "\(again)")

                let unsealed = try await folder.tessera("database", "unseal")
                #expect(unsealed.ending == .exited(0) && unsealed.output.contains(new), "\(unsealed)")
                #expect(try await folder.tessera("database", "unseal").ending == .exited(1))
                #expect(try await folder.tessera("user", "list").ending == .exited(0))
            }
        }

        @Test func `a copy that is interrupted or killed goes on where it was`() async throws {
            try await TemporaryFolder.with { folder in
                let (old, new) = (folder.path("old.sqlite"), folder.path("new.sqlite"))
                let rows = 200_000
                let migrated = try await folder.tessera("database", "migrate", "--database-path", old)
                #expect(migrated.ending == .exited(0), "\(migrated)")
                try await folder.fillThrottles(of: old, rows: rows)
                let copy = RunningProgram.Launch(
                    path: ProgramFolder.url.appendingPathComponent("tessera").path,
                    arguments: ["database", "copy", "--from", old, "--to", new, "--json"],
                    folder: folder
                )
                let interrupted = try await folder.ends(copy, by: SIGINT, when: new, exceeds: 1_000_000)
                #expect(interrupted.ending == .exited(130), "\(interrupted)")
                #expect(interrupted.errors.contains("the copied rows are kept"), "\(interrupted)")
                let refused = try await folder.tessera("user", "list", "--database-path", new)
                #expect(
                    refused.ending == .exited(69) && refused.errors.contains("an unfinished copy of \(old)"),
                    "\(refused)"
                )
                let killed = try await folder.ends(copy, by: SIGKILL, when: new, exceeds: 3_000_000)
                #expect(killed.ending == .killed(SIGKILL), "\(killed)")

                let finished = try await folder.run(copy.path, copy.arguments)
                #expect(try finished.ending == .exited(0) && finished.json["resumed"] == true, "\(finished)")
                let tables = try finished.json["tables"]?.array ?? []
                let throttles = tables.first { $0["name"] == "sign_in_throttles" }
                #expect(throttles?["rows"] == .integer(Int64(rows)), "\(finished)")
                let check = try await folder.tessera("database", "check", "--database-path", new)
                #expect(check.ending == .exited(0), "\(check)")
            }
        }

        @Test func `what cannot be copied is refused with a reason, and nothing is made`() async throws {
            try await TemporaryFolder.with { folder in
                let (old, new) = (folder.path(".tessera/tessera.sqlite"), folder.path("new.sqlite"))
                let missing = try await folder.tessera("database", "copy", "--from", old, "--to", new)
                #expect(
                    missing.ending == .exited(69) && missing.errors.contains("there is no database at"),
                    "\(missing)"
                )
                #expect(!FileManager.default.fileExists(atPath: new))
                #expect(
                    try await folder.tessera("user", "create", "--user-name", "ada", input: goodPassword + "\n").ending
                        == .exited(0)
                )
                let itself = try await folder.tessera(
                    "database",
                    "copy",
                    "--from",
                    old,
                    "--to",
                    "./.tessera/tessera.sqlite"
                )
                #expect(itself.ending == .exited(1) && itself.errors.contains("both source and target"), "\(itself)")
                #expect(
                    try await folder.tessera(
                        "user",
                        "create",
                        "--user-name",
                        "bob",
                        "--database-path",
                        new,
                        "--master-secret-file",
                        folder.path("other-secret"),
                        input: goodPassword + "\n"
                    ).ending == .exited(0)
                )
                let full = try await folder.tessera("database", "copy", "--from", old, "--to", new)
                #expect(full.ending == .exited(1) && full.errors.contains("is not empty"), "\(full)")
                #expect(try await folder.tessera("user", "list").ending == .exited(0), "the source was not sealed")
            }
        }
    }
}

extension TemporaryFolder {
    /// Writes many small rows into a database.
    fileprivate func fillThrottles(of path: String, rows: Int) async throws {
        let database = try SQLiteDatabase(path: path)
        try await database.write { connection in
            try connection.execute(
                """
                WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(rows))
                INSERT INTO sign_in_throttles (key, full_at) SELECT randomblob(16), n FROM numbers
                """
            )
        }
        try await database.close()
    }

    /// Starts a program and ends it by a signal when a file has grown so far.
    fileprivate func ends(
        _ launch: RunningProgram.Launch,
        by signal: Int32,
        when file: String,
        exceeds size: Int
    ) async throws -> CommandOutcome {
        let program = try RunningProgram(launch)
        try await eventually("\(file) had \(size) bytes\n\(program.transcript)") {
            guard program.ended == nil else {
                throw NeverHappened(description: "the copy was still running\n\(program.transcript)")
            }
            // Before a checkpoint the rows are in the log only.
            return ["", "-wal"].contains { suffix in
                let attributes = try? FileManager.default.attributesOfItem(atPath: file + suffix)
                return (attributes?[.size] as? NSNumber)?.intValue ?? 0 > size
            }
        }
        program.signal(signal)
        let ending = try await program.end()
        return CommandOutcome(ending: ending, output: program.output, errors: program.errors)
    }
}
