import Foundation
import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("Told to stop under load")
    struct TerminationTests {
        @Test func `no request that was taken loses its answer, and the server ends soon and well`() async throws {
            let seed = UInt64.random(in: 1...UInt64.max)
            var clients = (0..<8).map { CrashClient(number: $0, seed: seed) }
            try await TemporaryFolder.with { folder in
                let port = try FreePort.find()
                try await TesseraServer.with(in: folder, port: port, flags: Self.flags) { server in
                    let answers = AnswerCounter()
                    clients = try await withThrowingTaskGroup(of: CrashClient.self) { group in
                        for client in clients {
                            group.addTask {
                                var client = client
                                await client.work(server.api, answers)
                                return client
                            }
                        }
                        try await answers.more(150)
                        server.program.signal(SIGTERM)
                        return try await group.reduce(into: []) { $0.append($1) }
                    }
                    let ending = try await server.program.end(within: .seconds(15))
                    #expect(ending == .exited(0), "\(server.program.transcript)")
                    let taken = Self.requests(server.program.errors)
                    let answered = clients.reduce(into: Set<String>()) { $0.formUnion($1.ledger.answeredRequests) }
                    let lost = taken.subtracting(answered)
                    #expect(taken.count >= 150 && lost.isEmpty, "seed \(seed): of \(taken.count) lost: \(lost)")
                    await #expect(throws: (any Error).self, "it still takes connections") {
                        try await server.api.send(.GET, "/health/live")
                    }
                }
                try await TesseraServer.with(in: folder, port: port, flags: Self.flags) { server in
                    for index in clients.indices { try await clients[index].examine(server.api, all: true) }
                }
            }
            #expect(clients.flatMap(\.ledger.faults) == [], "seed \(seed)")
        }

        @Sendable private static func flags(_ port: Int) -> [String] {
            FaultFlags.quick + ["--log-level", "info"]
        }

        /// The requests that the log says were answered.
        private static func requests(_ log: String) -> Set<String> {
            let lines = log.split(separator: "\n").filter { $0.contains("\"message\":\"request\"") }
            let ids = lines.compactMap { line in
                try? JSONValue(parsing: Array(line.utf8))["metadata"]?["request.id"]?.string
            }
            return Set(ids)
        }
    }
}
