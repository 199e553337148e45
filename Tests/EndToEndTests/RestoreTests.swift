import Foundation
import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("Restoring a backup")
    struct RestoreTests {
        private static let file = ".tessera/tessera.sqlite"

        private static func names(in folder: TemporaryFolder, at path: String = file) async throws -> Set<String> {
            let list = try await folder.tessera("user", "list", "--json", "--database-path", path)
            #expect(list.ending == .exited(0), "\(list)")
            return Set(["ada", "grace"].filter { list.output.contains("\"user_name\": \"\($0)\"") })
        }

        @Test func `after a server was killed the backup is what is there, and what was there is kept whole`()
            async throws
        {
            try await TemporaryFolder.with { folder in
                var session: Tokens?
                try await TesseraServer.with(in: folder) { server in
                    session = try await server.api.newSession("ada")
                    let backup = try await folder.tessera("database", "backup", "copy.sqlite")
                    #expect(backup.ending == .exited(0), "\(backup)")
                    // Its log stays behind, with what came after the backup.
                    #expect(try await server.api.register("grace").status == 201)
                    try await server.program.killAndWait()
                }
                #expect(FileManager.default.fileExists(atPath: folder.path(Self.file + "-wal")))
                let restored = try await folder.tessera("database", "restore", "copy.sqlite", "--json")
                #expect(restored.ending == .exited(0), "\(restored)")
                #expect(try restored.json["kept"] == .string(Self.file + ".before-restore-1"))
                #expect(!FileManager.default.fileExists(atPath: folder.path(Self.file + "-wal")))
                #expect(try await Self.names(in: folder) == ["ada"])
                #expect(try await Self.names(in: folder, at: Self.file + ".before-restore-1") == ["ada", "grace"])
                let tokens = try #require(session)
                try await TesseraServer.with(in: folder) { server in
                    let refreshed = try await server.api.refresh(tokens.refresh)
                    #expect(refreshed.status == 200)
                }
            }
        }

        @Test func `a database in use is left alone, and the running server goes on`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    #expect(try await server.api.register("ada").status == 201)
                    #expect(try await folder.tessera("database", "backup", "copy.sqlite").ending == .exited(0))
                    let refused = try await folder.tessera("database", "restore", "copy.sqlite")
                    #expect(refused.ending == .exited(69) && refused.errors.contains("stop the server"), "\(refused)")
                    #expect(try await server.api.register("grace").status == 201)
                }
                #expect(try await Self.names(in: folder) == ["ada", "grace"])
                #expect(
                    try FileManager.default.contentsOfDirectory(atPath: folder.path(".tessera")).filter {
                        $0.contains("restor")
                    } == []
                )
            }
        }

        @Test func `what is no backup, a damaged one, and one of another installation change nothing`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder) { server in
                    let registered = try await server.api.register("ada")
                    let backup = try await folder.tessera("database", "backup", "copy.sqlite")
                    #expect(registered.status == 201 && backup.ending == .exited(0), "\(backup)")
                }
                _ = try folder.write("no database", to: "text.sqlite")
                var damaged = try Data(contentsOf: URL(filePath: folder.path("copy.sqlite")))
                for place in stride(from: 8192, to: damaged.count, by: 512) { damaged[place] ^= 0xFF }
                try damaged.write(to: URL(filePath: folder.path("damaged.sqlite")))
                try await TemporaryFolder.with { other in
                    try await TesseraServer.with(in: other) { _ in
                        let backup = try await other.tessera("database", "backup", folder.path("foreign.sqlite"))
                        #expect(backup.ending == .exited(0), "\(backup)")
                    }
                }
                for (backup, words) in [
                    ("text.sqlite", "no backup of a Tessera database"),
                    ("nowhere.sqlite", "no backup of a Tessera database"),
                    ("damaged.sqlite", "damaged"), ("foreign.sqlite", "another installation"),
                ] {
                    let refused = try await folder.tessera("database", "restore", backup)
                    #expect(refused.ending != .exited(0) && refused.errors.contains(words), "\(backup): \(refused)")
                    #expect(try await Self.names(in: folder) == ["ada"])
                }
                #expect(
                    try FileManager.default.contentsOfDirectory(atPath: folder.path(".tessera")).filter {
                        $0.contains("restor")
                    } == []
                )
            }
        }
    }
}
