import Foundation
import NIOHTTP1
import Testing

extension EndToEnd {
    @Suite("A server whose output cannot be written")
    struct UnwritableOutputTests {
        /// A start by the shell, with these redirections, that stays the same process.
        private func launch(_ redirections: String) -> ServerLaunch {
            ServerLaunch(prefix: ["/bin/bash", "-c", "exec \"$@\" \(redirections)", "bash"])
        }

        @Test(
            arguments: [
                ">/dev/full", "2>/dev/full", ">/dev/full 2>&1", ">&-", "2>&-", "<&- >&- 2>&-", "> >(head -n 1) 2>&1",
                "2> >(head -n 1)",
            ]
        )
        func `it serves, goes on, and ends when it is told to`(redirections: String) async throws {
            try await TemporaryFolder.with { folder in
                let port = try FreePort.find()
                let program = try TesseraServer.start(in: folder, port: port, launch: launch(redirections))
                do {
                    try await API.with("http://127.0.0.1:\(port)") { api in
                        _ = try await eventually("the server was ready\n\(program.transcript)") { () -> Bool? in
                            if let ending = program.ended { throw NeverHappened(description: "it runs: \(ending)") }
                            return try? await api.send(.GET, "/health/ready").status == 200 ? true : nil
                        }
                        let tokens = try await api.newSession("ada")
                        for _ in 0..<20 { #expect(try await api.send(.GET, "/nothing").status == 404) }
                        #expect(try await api.refresh(tokens.refresh).status == 200)
                    }
                    if redirections.contains(">&-") {
                        let files = try (0...2).map { number in
                            try FileManager.default.destinationOfSymbolicLink(
                                atPath: "/proc/\(program.processID)/fd/\(number)"
                            )
                        }
                        #expect(!files.contains { $0.contains("sqlite") || $0.contains("socket") }, "\(files)")
                    }
                    program.signal(SIGTERM)
                    #expect(try await program.end() == .exited(0), "\(program.transcript)")
                } catch {
                    try? await program.killAndWait()
                    throw error
                }
                #expect(try await folder.tessera("database", "check").output == "ok\n")
            }
        }
    }
}
