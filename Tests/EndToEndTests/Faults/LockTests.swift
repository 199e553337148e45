import Foundation
import NIOHTTP1
import Persistence
import PersistenceSQLite
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("Another process holds the database")
    struct LockTests {
        /// Holds the database's one write lock for as long as `body` takes, as a program would that writes for long.
        private static func holding<Result: Sendable>(
            _ folder: TemporaryFolder,
            _ body: () async throws -> Result
        ) async throws -> Result {
            let database = try SQLiteDatabase(path: folder.path(".tessera/tessera.sqlite"))
            let isHeld = AsyncStream<Void>.makeStream()
            let release = DispatchSemaphore(value: 0)
            let holder = Task {
                try await database.write { _ in
                    isHeld.continuation.yield()
                    release.wait()
                }
            }
            for await _ in isHeld.stream { break }
            do {
                let result = try await body()
                release.signal()
                try await holder.value
                try await database.close()
                return result
            } catch {
                release.signal()
                try? await holder.value
                try? await database.close()
                throw error
            }
        }

        @Test func `for a moment: whoever writes waits, and is answered well`() async throws {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder, flags: FaultFlags.all) { server in
                    let tokens = try await server.api.newSession("ada")
                    let pending = try await Self.holding(folder) {
                        let pending = Task { try await server.api.refresh(tokens.refresh, attempt: "1") }
                        try await Task.sleep(for: .seconds(1))
                        return pending
                    }
                    let answer = try await pending.value
                    #expect(answer.status == 200, "\(answer)")
                    #expect(!server.program.errors.contains("cannot be written"))
                }
            }
        }

        @Test
        func `for longer: writes are refused within a bound, reads go on, and so do writes when it is free again`()
            async throws
        {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder, flags: FaultFlags.all) { server in
                    _ = try await server.api.register("ada")
                    var sessions: [Tokens] = []
                    for _ in 0..<8 { sessions.append(try await server.api.session("ada")) }
                    try await Self.holding(folder) { [sessions] in
                        let began = ContinuousClock.now
                        try await withThrowingTaskGroup(of: Answer.self) { group in
                            for session in sessions {
                                group.addTask { try await server.api.refresh(session.refresh, attempt: "1") }
                            }
                            // By a client of their own: one has eight connections, and those wait.
                            try await API.with(server.api.address) { readers in
                                for _ in 0..<20 {
                                    let me = try await readers.send(.GET, "/auth/me", token: sessions[0].access)
                                    #expect(me.status == 200, "\(me)")
                                }
                            }
                            print("another process held the database: read 20 times in \(ContinuousClock.now - began)")
                            for try await answer in group {
                                #expect(answer.status == 503, "\(answer)")
                                #expect(try answer.string("cause") == "busy" && answer.headers["Retry-After"] == ["1"])
                            }
                        }
                        print("another process held the database: refused after \(ContinuousClock.now - began)")
                        let ready = try await server.api.send(.GET, "/health/ready")
                        #expect(try ready.json == ["status": "degraded", "writes": "busy"], "\(ready)")
                    }
                    for session in sessions {
                        let answer = try await server.api.refresh(session.refresh, attempt: "1")
                        #expect(answer.status == 200, "\(answer)")
                    }
                    try await eventually("the server noticed the end by itself\n\(server.program.transcript)") {
                        try await server.api.send(.GET, "/health/ready").json == ["status": "ready"]
                    }
                    let log = server.program.errors.split(separator: "\n")
                    #expect(log.count(where: { $0.contains("the database cannot be written") }) == 1, "\(log)")
                    #expect(log.count(where: { $0.contains("the database can be written again") }) == 1, "\(log)")
                }
            }
        }
    }
}
