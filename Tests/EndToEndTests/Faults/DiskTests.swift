import Foundation
import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("Faults of the disk")
    struct DiskTests {
        @Test(.enabled(if: SmallDisk.isPossible, "\(SmallDisk.skipped)"))
        func `on a full disk what must be saved is refused and the rest goes on, until there is space again`()
            async throws
        {
            try await TemporaryFolder.with { folder in
                try await SmallDisk.with(mebibytes: 16, at: ".tessera", in: folder) { disk in
                    let trouble = DiskTrouble(cause: "full", launch: disk.launch) { _, body in
                        try disk.fill()
                        try await body()
                        try disk.free()
                    }
                    try await trouble.run(in: folder)
                }
            }
        }

        @Test(.enabled(if: SystemCallFault.isPossible, "\(SystemCallFault.skipped)"))
        func `when fsync fails nobody is told that anything was saved, and nothing that was told before is lost`()
            async throws
        {
            try await fail("fsync,fdatasync", "error=EIO", as: "input_output")
        }

        @Test(.enabled(if: SystemCallFault.isPossible, "\(SystemCallFault.skipped)"))
        func `a file system that the kernel makes read-only refuses what must be saved, until it can be written again`()
            async throws
        {
            try await fail("pwrite64", "error=EROFS", as: "read_only")
        }

        private func fail(_ calls: String, _ effect: String, as cause: String) async throws {
            try await TemporaryFolder.with { folder in
                let trouble = DiskTrouble(cause: cause) { server, body in
                    try await SystemCallFault(calls: calls, effect: effect).with(at: server.program, in: folder, body)
                }
                try await trouble.run(in: folder)
            }
        }

        @Test(.enabled(if: SystemCallFault.isPossible, "\(SystemCallFault.skipped)"))
        func `while the disk stalls whoever waits is refused in time, what is under way is answered, and reads go on`()
            async throws
        {
            try await TemporaryFolder.with { folder in
                try await TesseraServer.with(in: folder, flags: FaultFlags.all) { server in
                    _ = try await server.api.register("ada")
                    var sessions: [Tokens] = []
                    for _ in 0..<12 { sessions.append(try await server.api.session("ada")) }
                    let stall = SystemCallFault(calls: "fsync,fdatasync", effect: "delay_enter=8000000")
                    let answers = try await stall.with(at: server.program, in: folder) {
                        // A client of their own: one has eight connections, and those wait.
                        try await API.with(server.api.address) { readers in
                            try await Self.refreshAll(sessions, server.api, readers)
                        }
                    }
                    // The first went to the disk alone, while the others gathered behind it.
                    let saved = answers.filter { $0.status == 200 }
                    let refused = answers.filter { $0.status == 503 }
                    #expect(!saved.isEmpty && !refused.isEmpty && saved.count + refused.count == 12, "\(answers)")
                    for answer in refused {
                        #expect(try answer.string("cause") == "busy" && answer.headers["Retry-After"] == ["1"])
                    }
                    for (index, session) in sessions.enumerated() {
                        let again = try await server.api.refresh(session.refresh, attempt: "attempt-\(index)")
                        #expect(again.status == 200, "\(again)")
                        guard answers[index].status == 200 else { continue }
                        #expect(try again.string("refresh_token") == answers[index].string("refresh_token"))
                    }
                }
            }
        }

        /// Refreshes every session at once, and reads meanwhile.
        private static func refreshAll(_ sessions: [Tokens], _ api: API, _ readers: API) async throws -> [Answer] {
            try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
                for (index, session) in sessions.enumerated() {
                    group.addTask { (index, try await api.refresh(session.refresh, attempt: "attempt-\(index)")) }
                }
                let isAnswered = AnswerCounter()
                async let reads = readers.readUntil({ isAnswered.count > 0 }, token: sessions[0].access)
                var answers: [Int: Answer] = [:]
                for try await (index, answer) in group {
                    answers[index] = answer
                    isAnswered.add()
                }
                #expect(try await reads > 10, "nothing was read while the disk stalled")
                return sessions.indices.compactMap { answers[$0] }
            }
        }
    }
}

extension API {
    /// Reads from the database again and again.
    /// - Returns: How often that was answered well before `isEnough` was true.
    fileprivate func readUntil(_ isEnough: @Sendable () -> Bool, token: String) async throws -> Int {
        var count = 0
        while !isEnough() {
            guard try await send(.GET, "/auth/me", token: token).status == 200 else { continue }
            count += 1
        }
        return count
    }
}
