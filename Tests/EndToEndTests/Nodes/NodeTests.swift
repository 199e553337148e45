import Foundation
import NIOHTTP1
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite(
        "Several nodes on one PostgreSQL",
        .enabled(
            if: PostgresProgram.isInstalled && BalancerProgram.isInstalled,
            "PostgreSQL or HAProxy is not installed: Scripts/setup.sh --tests installs them"
        )
    )
    struct NodeTests {
        private static let nodes = 3
        private static let clients = 6
        /// `NODE_TEST_SEED` brings back the choices of a run that failed; the machine's timing stays its own.
        private static let seed =
            ProcessInfo.processInfo.environment["NODE_TEST_SEED"].flatMap { UInt64($0) } ?? .random(in: 1...UInt64.max)
        /// How often each kind of trouble happens; `NODE_TEST_ROUNDS` makes it more.
        private static let rounds =
            ProcessInfo.processInfo.environment["NODE_TEST_ROUNDS"].flatMap { Int($0) } ?? 1

        @Test func `whatever was answered is there, and nobody is signed out, whichever node or database dies`()
            async throws
        {
            let seed = Self.seed
            try await TwoDatabases.with { databases in
                try await Self.withNodes(on: databases) { group, api in
                    let administrator = try await Self.administrator(group, api)
                    var clients = (0..<Self.clients).map { NodeClient(number: $0, seed: seed) }
                    var random = SeededRandom(seed: seed)
                    clients = try await Self.work(clients, api) { answers in
                        for trouble in Trouble.all(rounds: Self.rounds, &random) {
                            try await Self.cause(trouble, group, databases, &random)
                            // What follows the trouble is as interesting as the trouble.
                            let enough = answers.count + 40
                            do {
                                try await eventually("it went on after \(trouble)") { answers.count >= enough }
                            } catch {
                                throw NeverHappened(description: "seed \(seed): \(error)\n\(await group.transcripts)")
                            }
                        }
                    }
                    clients = try await Self.examine(clients, group)
                    let faults = clients.flatMap(\.faults).joined(separator: "\n")
                    let transcripts = await group.transcripts
                    #expect(faults == "", "seed \(seed)\n\(transcripts)")
                    let lost = try await Self.lostAccounts(clients, api, administrator)
                    #expect(lost.isEmpty, "seed \(seed): accounts are lost")
                    Self.judge(clients.map(\.counts).reduce(NodeClient.Counts(), +), seed)
                }
            }
        }

        @Test func `what one node ends, the others refuse in a moment`() async throws {
            try await TwoDatabases.with { databases in
                try await Self.withNodes(on: databases) { group, api in
                    var times: [Duration] = []
                    _ = try await api.register("ada")
                    for round in 0..<30 {
                        let tokens = try await api.session("ada")
                        let time = try await group.withNode(round % Self.nodes) { one in
                            try await group.withNode((round + 1) % Self.nodes) { other in
                                #expect(try await other.send(.GET, "/auth/check", token: tokens.access).status == 200)
                                let body: JSONValue = ["refresh_token": .string(tokens.refresh)]
                                #expect(try await one.send(.POST, "/auth/logout", body).status == 204)
                                let answered = ContinuousClock.now
                                try await eventually("the other node refused the token") {
                                    try await other.send(.GET, "/auth/check", token: tokens.access).status == 401
                                }
                                return ContinuousClock.now - answered
                            }
                        }
                        times.append(time)
                    }
                    times.sort()
                    print(
                        "refused by another node: median \(times[times.count / 2]), slowest \(times[times.count - 1])"
                    )
                }
            }
        }

        @Test func `a node that is told to stop is taken out of service before it closes, and nobody notices`()
            async throws
        {
            try await TwoDatabases.with { databases in
                try await Self.withNodes(on: databases) { group, api in
                    var clients = (0..<Self.clients).map { NodeClient(number: $0, seed: Self.seed) }
                    clients = try await Self.work(clients, api) { answers in
                        for node in 0..<Self.nodes {
                            let enough = answers.count + 20
                            try await eventually("clients were answered") { answers.count >= enough }
                            #expect(try await group.stop(node) == .exited(0))
                            try await group.start(node)
                        }
                    }
                    #expect(clients.flatMap(\.faults) == [])
                    let counts = clients.map(\.counts).reduce(NodeClient.Counts(), +)
                    #expect(counts.repetitions == 0, "\(counts)")
                }
            }
        }
    }
}
