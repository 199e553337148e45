import Foundation
import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("The database's file disappears")
    struct VanishedDatabaseTests {
        private static let state = ".tessera"
        private static let file = ".tessera/tessera.sqlite"
        private static let serve = ["serve", "--http-port", "0", "--issuer", "http://localhost:1"]

        /// What takes the file away, and what the answers call it.
        enum Loss: String, CaseIterable, Sendable {
            case removed, moved, folderMoved, logRemoved, replaced, restored

            var cause: String {
                switch self {
                case .removed, .moved, .folderMoved, .logRemoved: "gone"
                case .replaced, .restored: "restart"
                }
            }

            func happen(in folder: TemporaryFolder) throws {
                let files = FileManager.default
                let path = folder.path(VanishedDatabaseTests.file)
                switch self {
                case .removed: try files.removeItem(atPath: path)
                case .moved: try files.moveItem(atPath: path, toPath: path + ".away")
                case .folderMoved:
                    try files.moveItem(
                        atPath: folder.path(VanishedDatabaseTests.state),
                        toPath: folder.path("away")
                    )
                case .logRemoved: try files.removeItem(atPath: path + "-wal")
                case .replaced:
                    try files.removeItem(atPath: path)
                    try Data("another file".utf8).write(to: URL(fileURLWithPath: path))
                case .restored:
                    try files.copyItem(atPath: path, toPath: path + ".backup")
                    try files.removeItem(atPath: path)
                    try files.moveItem(atPath: path + ".backup", toPath: path)
                }
            }
        }

        @Test(arguments: Loss.allCases)
        func `under the running server: no write is acknowledged any more, it is not ready, and the log says why`(
            _ loss: Loss
        ) async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder, flags: FaultFlags.all) { server in
                    let tokens = try await server.api.newSession("ada")
                    try loss.happen(in: folder)
                    let registered = try await server.api.register("grace")
                    try expectRefusal(registered, loss)
                    try expectRefusal(try await server.api.refresh(tokens.refresh), loss)
                    let ready = try await server.api.send(.GET, "/health/ready")
                    #expect(try ready.status == 503 && ready.string("cause") == loss.cause, "\(ready)")
                    // What is in memory is still published, for those who verify tokens.
                    for path in ["/.well-known/jwks.json", "/health/live"] {
                        #expect(try await server.api.send(.GET, path).status == 200, "\(path)")
                    }
                    let log = server.program.errors.split(separator: "\n")
                    let told = log.filter { $0.contains("the database cannot be written") }
                    #expect(told.count == 1 && told[0].contains("\"database.cause\":\"\(loss.cause)\""), "\(log)")
                    #expect(server.program.ended == nil)
                }
            }
        }

        @Test func `it is noticed although nobody writes`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder, flags: FaultFlags.all) { server in
                    try Loss.removed.happen(in: folder)
                    try await eventually("the log told of it\n\(server.program.transcript)", within: .seconds(20)) {
                        server.program.errors.contains("\"database.cause\":\"gone\"")
                    }
                }
            }
        }

        @Test(arguments: [Loss.moved, .folderMoved])
        func `the same file coming back goes on by itself, with everything that was acknowledged`(
            _ loss: Loss
        )
            async throws
        {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder, flags: FaultFlags.all) { server in
                    let tokens = try await server.api.newSession("ada")
                    try loss.happen(in: folder)
                    try expectRefusal(try await server.api.register("grace"), loss)
                    let path = folder.path(Self.file)
                    if loss == .moved {
                        try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
                    } else {
                        try FileManager.default.moveItem(atPath: folder.path("away"), toPath: folder.path(Self.state))
                    }
                    try await eventually("it was ready again\n\(server.program.transcript)") {
                        try await server.api.send(.GET, "/health/ready").json == ["status": "ready"]
                    }
                    #expect(try await server.api.refresh(tokens.refresh).status == 200)
                    #expect(try await server.api.register("grace").status == 201)
                    #expect(server.program.errors.contains("the database can be written again"))
                }
                try await TesseraServer.with(in: folder) { server in
                    let grace = try await server.api.logIn("grace")
                    #expect(grace.status == 200)
                }
            }
        }

        @Test func `the next start without it refuses, makes nothing, and begins anew only when it is asked to`()
            async throws
        {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    _ = try await server.api.newSession("ada")
                    #expect(try folder.permissions(of: Self.file + ".installation") == 0o600)
                }
                for name in ["", "-wal", "-shm"] {
                    try? FileManager.default.removeItem(atPath: folder.path(Self.file + name))
                }
                let commands = [
                    Self.serve, ["user", "create", "--user-name", "eve"],
                    ["client", "create", "api"],
                    ["database", "migrate"], ["user", "list"], ["database", "check"],
                ]
                for command in commands {
                    let outcome = try await folder.run(
                        ProgramFolder.url.appendingPathComponent("tessera").path,
                        command,
                        environment: [:],
                        input: goodPassword + "\n"
                    )
                    #expect(outcome.ending == .exited(69), "\(command): \(outcome)")
                    #expect(outcome.errors.contains("--new-database"), "\(command): \(outcome)")
                    #expect(!FileManager.default.fileExists(atPath: folder.path(Self.file)), "\(command)")
                }
                try await TesseraServer.with(in: folder, flags: { _ in ["--new-database"] }) { server in
                    #expect(server.setupToken != nil)
                    _ = try await server.api.newSession("grace")
                }
                // From then on without the flag.
                try await TesseraServer.with(in: folder) { server in
                    let grace = try await server.api.logIn("grace")
                    #expect(grace.status == 200)
                    let ada = try await server.api.logIn("ada")
                    #expect(ada.status == 401)
                }
            }
        }

        @Test
        func `a database of another installation is refused; a backup of this one and one without a note are not`()
            async throws
        {
            try await TemporaryFolder.with { folder in
                let path = folder.path(Self.file)
                try await TesseraServer.with(in: folder) { server in
                    _ = try await server.api.newSession("ada")
                }
                let backup = try await folder.tessera("database", "backup", "copy.sqlite")
                #expect(backup.ending == .exited(0), "\(backup)")
                let other = try await folder.tessera("database", "migrate", "--database-path", "other/tessera.sqlite")
                #expect(other.ending == .exited(0), "\(other)")
                try FileManager.default.moveItem(atPath: path, toPath: path + ".first")
                for name in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + name) }

                try FileManager.default.copyItem(atPath: folder.path("other/tessera.sqlite"), toPath: path)
                let empty = try await folder.tessera("serve", "--http-port", "0", "--issuer", "http://localhost:1")
                #expect(empty.ending == .exited(69) && empty.errors.contains("--new-database"), "\(empty)")
                try FileManager.default.removeItem(atPath: path)

                let note = try String(contentsOfFile: path + ".installation", encoding: .utf8)
                try folder.write("AAAAAAAAAAAAAAAAAAAAAA\n", to: Self.file + ".installation")
                try FileManager.default.copyItem(atPath: folder.path("copy.sqlite"), toPath: path)
                let foreign = try await folder.tessera("serve", "--http-port", "0", "--issuer", "http://localhost:1")
                #expect(foreign.ending == .exited(78) && foreign.errors.contains("another installation"), "\(foreign)")
                try FileManager.default.removeItem(atPath: path + ".installation")

                // No note is a first start; what the database says is noted.
                try await TesseraServer.with(in: folder) { server in
                    let ada = try await server.api.logIn("ada")
                    #expect(ada.status == 200)
                }
                #expect(try String(contentsOfFile: path + ".installation", encoding: .utf8) == note)
            }
        }

        private func expectRefusal(_ answer: Answer, _ loss: Loss) throws {
            #expect(answer.status == 503, "\(loss): \(answer)")
            #expect(try answer.string("error") == "storage_unavailable", "\(loss): \(answer)")
            #expect(try answer.string("cause") == loss.cause, "\(loss): \(answer)")
            #expect(answer.headers.contains(name: "Retry-After"))
        }
    }
}
