import Foundation
import NIOHTTP1

/// Several servers of one Tessera: one database, one master secret, one address in front of them.
actor NodeGroup {
    /// What a node is started with.
    struct Plan: Sendable {
        let folder: TemporaryFolder
        let databaseURL: String
        /// The address that everybody uses, which is not that of any node.
        let issuer: String
        let ports: [Int]
    }

    private let plan: Plan
    private var programs: [RunningProgram?]
    /// The one-time token of the link for the first administrator: that of the node which started last, since it replaces the others'.
    private(set) var setupToken: String?

    init(_ plan: Plan) {
        self.plan = plan
        programs = plan.ports.map { _ in nil }
    }

    var count: Int { plan.ports.count }

    /// The API of one node, past the balancer.
    func withNode<Result: Sendable>(
        _ index: Int,
        _ body: @Sendable (API) async throws -> Result
    ) async throws -> Result {
        try await API.with("http://127.0.0.1:\(plan.ports[index])", body)
    }

    /// Starts a node and waits until it takes requests.
    func start(_ index: Int) async throws {
        let port = plan.ports[index]
        let program = try TesseraServer.start(in: plan.folder, port: port, flags: flags)
        programs[index] = program
        try await API.with("http://127.0.0.1:\(port)") { api in
            try await eventually("node \(index + 1) was ready\n\(program.transcript)") {
                if let ending = program.ended {
                    throw NeverHappened(
                        description: "node \(index + 1) kept running, but \(ending)\n\(program.transcript)"
                    )
                }
                guard program.output.contains("Ctrl-C ends it.") else { return false }
                return try await api.send(.GET, "/health/ready").status == 200
            }
        }
        if let match = program.output.firstMatch(of: /setup_token=([A-Za-z0-9_-]+)/) {
            setupToken = String(match.output.1)
        }
    }

    /// Kills a node in the middle of whatever it does.
    func kill(_ index: Int) async throws {
        try await programs[index]?.killAndWait()
        programs[index] = nil
    }

    /// Ends a node as an operator does.
    /// - Returns: How it ended.
    func stop(_ index: Int) async throws -> RunningProgram.Ending? {
        defer { programs[index] = nil }
        programs[index]?.signal(SIGTERM)
        return try await programs[index]?.end()
    }

    func killAll() async throws {
        for index in programs.indices { try await kill(index) }
    }

    /// What the living nodes have written, for a test that fails.
    var transcripts: String {
        programs.enumerated()
            .map { "node \($0 + 1):\n\($1.map { String($0.errors.suffix(3000)) } ?? "not running")" }
            .joined(separator: "\n")
    }

    /// A strict server, which forgives no client a token that it never got; without throttles, and with the cheapest hashes.
    private var flags: [String] {
        [
            "--issuer", plan.issuer, "--database-url", plan.databaseURL, "--master-secret-file",
            plan.folder.path("master-secret"), "--http-behind-proxy", "--http-trusted-proxies", "127.0.0.1",
            "--refresh-policy", "strict", "--access-token-lifetime", "1d", "--password-hashing-memory-kib", "7168",
            "--password-hashing-passes", "5", "--password-hashing-maximum-wait", "1m", "--registration-burst",
            "1000000", "--http-drain-delay", "2s",
            "--sign-in-per-address-burst", "1000000", "--sign-in-per-account-and-address-burst", "1000000",
            "--sign-in-per-account-burst", "1000000", "--log-level", "warning",
        ]
    }
}
