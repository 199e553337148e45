import NIOCore
import NIOHTTP1
import TesseraJOSE
import TestSupport
import Testing

extension EndToEnd.NodeTests {
    /// Starts the nodes and the balancer, lets `body` use them, and kills them in any case.
    static func withNodes<Result: Sendable>(
        on databases: TwoDatabases,
        _ body: @Sendable (NodeGroup, API) async throws -> Result
    ) async throws -> Result {
        try await TemporaryFolder.with { folder in
            let (front, ports) = (try FreePort.find(), try (0..<3).map { _ in try FreePort.find() })
            let plan = NodeGroup.Plan(
                folder: folder,
                databaseURL: databases.url,
                issuer: "http://localhost:\(front)",
                ports: ports
            )
            let group = NodeGroup(plan)
            let balancer = try BalancerProgram.start(in: folder, port: front, nodes: ports)
            do {
                for index in ports.indices { try await group.start(index) }
                let result = try await API.with("http://127.0.0.1:\(front)") { api in
                    try await eventually("the balancer answered\n\(balancer.program.transcript)") {
                        (try? await api.send(.GET, "/health/ready"))?.status == 200
                    }
                    return try await body(group, api)
                }
                try await group.killAll()
                try await balancer.program.killAndWait()
                return result
            } catch {
                try? await group.killAll()
                try? await balancer.program.killAndWait()
                throw error
            }
        }
    }

    /// Makes the first administrator.
    /// - Returns: Their access token.
    static func administrator(_ group: NodeGroup, _ api: API) async throws -> String {
        let setup: JSONValue = [
            "setup_token": .string(try #require(await group.setupToken)), "user_name": "root",
            "password": .string(goodPassword),
        ]
        #expect(try await api.send(.POST, "/auth/setup", setup).status == 201)
        return try await api.session("root").access
    }

    /// Lets every client work for as long as `body` takes.
    static func work(
        _ clients: [NodeClient],
        _ api: API,
        _ body: (AnswerCounter) async throws -> Void
    ) async throws -> [NodeClient] {
        let answers = AnswerCounter()
        let stop = StopSign()
        return try await withThrowingTaskGroup(of: NodeClient.self) { group in
            for client in clients {
                group.addTask {
                    var client = client
                    while !stop.isSet { try await client.step(api, answers) }
                    return client
                }
            }
            try await body(answers)
            stop.set()
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    static func cause(
        _ trouble: Trouble,
        _ group: NodeGroup,
        _ databases: TwoDatabases,
        _ random: inout SeededRandom
    ) async throws {
        switch trouble {
        case .nodeDies:
            let node = await Int.random(in: 0..<group.count, using: &random)
            try await group.kill(node)
            try await Task.sleep(for: .milliseconds(300))
            try await group.start(node)
        case .databaseRestarts: try await databases.restart()
        case .connectionsBreak: databases.cut()
        case .connectionsAreSlow:
            databases.set(.slow(.milliseconds(100)))
            try await Task.sleep(for: .seconds(2))
            databases.set(.fair)
        case .connectionsAreSilent:
            databases.set(.silent)
            try await Task.sleep(for: .seconds(2))
            databases.set(.fair)
        case .databaseFailsOver: try await databases.failOver()
        }
    }

    /// Asks every node about what all clients know.
    static func examine(_ clients: [NodeClient], _ group: NodeGroup) async throws -> [NodeClient] {
        try await group.withNode(0) { first in
            try await group.withNode(1) { second in
                try await group.withNode(2) { third in
                    var examined: [NodeClient] = []
                    for client in clients {
                        var client = client
                        try await client.examine([first, second, third])
                        examined.append(client)
                    }
                    return examined
                }
            }
        }
    }

    /// The accounts whose registration was answered and which the administrator's list does not show.
    static func lostAccounts(_ clients: [NodeClient], _ api: API, _ token: String) async throws -> Set<String> {
        let known = clients.reduce(into: Set<String>()) { $0.formUnion($1.accounts) }
        return try await known.subtracting(api.accountIDs(token))
    }

    /// A test of trouble without any would prove nothing.
    static func judge(_ counts: NodeClient.Counts, _ seed: UInt64) {
        print("nodes, seed \(seed): \(counts)")
        #expect(counts.registrations > 10 && counts.logins > 20 && counts.logouts > 10, "\(counts)")
        #expect(counts.refreshes > 100 && counts.races > 20 && counts.repetitions > 10, "\(counts)")
    }
}
