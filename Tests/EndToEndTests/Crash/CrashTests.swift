import Foundation
import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite("Crashes")
    struct CrashTests {
        private static let kills = 20
        private static let clients = 8
        /// `CRASH_TEST_SEED` brings back the choices of a run that failed; the machine's timing stays its own.
        private static let seed =
            ProcessInfo.processInfo.environment["CRASH_TEST_SEED"].flatMap { UInt64($0) } ?? .random(in: 1...UInt64.max)

        @Test func `whatever was answered is there after twenty kills under load`() async throws {
            let seed = Self.seed
            var random = SeededRandom(seed: seed)
            var clients = (0..<Self.clients).map { CrashClient(number: $0, seed: seed) }
            try await TemporaryFolder.with { folder in
                let port = try FreePort.find()
                let administrator = try await firstLife(folder, port, &clients, &random)
                for life in 1...Self.kills {
                    try await TesseraServer.with(in: folder, port: port, flags: Self.flags) { server in
                        let isLast = life == Self.kills
                        clients = try await Self.examine(clients, server.api, all: isLast)
                        let faults = clients.flatMap(\.ledger.faults).joined(separator: "\n")
                        try #require(faults == "", "seed \(seed), after kill \(life)")
                        let lost = try await Self.lostAccounts(clients, server.api, administrator)
                        try #require(lost.isEmpty, "seed \(seed), after kill \(life): accounts are lost")
                        let check = try await folder.tessera("database", "check", "--json")
                        let problems = try check.json["problems"]?.array
                        try #require(
                            check.ending == .exited(0) && problems == [],
                            "seed \(seed), after kill \(life): \(check)"
                        )
                        if !isLast { clients = try await Self.killUnderLoad(clients, server, &random) }
                    }
                }
            }
            Self.judge(clients.map(\.ledger.counts).reduce(Ledger.Counts(), +), seed)
        }

        /// Makes an administrator, and lives until the first kill.
        /// - Returns: The administrator's access token.
        private func firstLife(
            _ folder: TemporaryFolder,
            _ port: Int,
            _ clients: inout [CrashClient],
            _ random: inout SeededRandom
        ) async throws -> String {
            try await TesseraServer.with(in: folder, port: port, flags: Self.flags) { server in
                let token = try await server.makeAdministrator()
                clients = try await Self.killUnderLoad(clients, server, &random)
                return token
            }
        }

        /// A strict server, which forgives no client a token that it never got; without throttles, and with the cheapest hashes.
        @Sendable private static func flags(_ port: Int) -> [String] {
            [
                "--refresh-policy", "strict", "--access-token-lifetime", "1d", "--password-hashing-memory-kib", "7168",
                "--password-hashing-passes", "5", "--password-hashing-maximum-wait", "1m", "--registration-burst",
                "1000000",
                "--sign-in-per-address-burst", "1000000", "--sign-in-per-account-and-address-burst", "1000000",
                "--sign-in-per-account-burst", "1000000", "--log-level", "warning",
            ]
        }

        /// Lets every client work, and kills the server at a random moment: a little after a random number of answers, so that
        /// a slow machine sees as much happen as a fast one.
        private static func killUnderLoad(
            _ clients: [CrashClient],
            _ server: TesseraServer,
            _ random: inout SeededRandom
        ) async throws -> [CrashClient] {
            let enough = Int.random(in: 10...110, using: &random)
            let delay = Duration.microseconds(Int.random(in: 0...30_000, using: &random))
            let answers = AnswerCounter()
            return try await withThrowingTaskGroup(of: CrashClient.self) { group in
                for client in clients {
                    group.addTask {
                        var client = client
                        await client.work(server.api, answers)
                        return client
                    }
                }
                try await eventually("\(enough) requests were answered") { answers.count >= enough }
                try await Task.sleep(for: delay)
                try await server.program.killAndWait()
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }

        private static func examine(_ clients: [CrashClient], _ api: API, all: Bool) async throws -> [CrashClient] {
            try await withThrowingTaskGroup(of: CrashClient.self) { group in
                for client in clients {
                    group.addTask {
                        var client = client
                        try await client.examine(api, all: all)
                        return client
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }

        /// The accounts whose registration was answered and which the administrator's list does not show.
        private static func lostAccounts(
            _ clients: [CrashClient],
            _ api: API,
            _ token: String
        ) async throws -> Set<String> {
            let known = clients.reduce(into: Set<String>()) { $0.formUnion($1.ledger.accounts) }
            return try await known.subtracting(api.accountIDs(token))
        }

        /// A crash test that crashed nothing would prove nothing.
        private static func judge(_ counts: Ledger.Counts, _ seed: UInt64) {
            print("crash test, seed \(seed), \(kills) kills: \(counts)")
            #expect(
                counts.registrations >= kills && counts.logins >= kills && counts.refreshes >= kills * 5,
                "\(counts)"
            )
            #expect(counts.logouts >= kills && counts.unanswered >= kills, "\(counts)")
        }
    }
}
