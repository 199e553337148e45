import Foundation
import NIOHTTP1
import TesseraJOSE
import Testing

/// What every trouble of the disk has to come to: writes are refused in clear words, reads go on, the log says when it began and
/// ended, no one has to do anything when its cause is gone, and whatever was answered is there after a crash.
struct DiskTrouble {
    /// The cause as the server names it.
    let cause: String
    /// How the server is started.
    var launch = ServerLaunch()
    /// Lets the trouble last for as long as the closure takes.
    let during: (TesseraServer, () async throws -> Void) async throws -> Void

    private static let clients = 6

    /// Goes through the trouble, and kills the server afterwards.
    func run(in folder: TemporaryFolder) async throws {
        let (seed, port) = (UInt64.random(in: 1...UInt64.max), try FreePort.find())
        var clients = (0..<Self.clients).map { NodeClient(number: $0, seed: seed) }
        let administrator = try await TesseraServer.with(
            in: folder,
            port: port,
            flags: FaultFlags.all,
            launch: launch
        ) { server in
            let token = try await server.makeAdministrator()
            let tokens = try await server.api.newSession("ada")
            clients = try await EndToEnd.NodeTests.work(clients, server.api) { answers in
                try await answers.more(40)
                let (began, counter) = (ContinuousClock.now, AnswerCounter())
                try await during(server) {
                    try await expectTrouble(server, tokens)
                    counter.add()
                }
                try #require(counter.count == 1)
                let ended = ContinuousClock.now
                try await answers.more(60)
                print(
                    "trouble \(cause): \(ended - began) long, 60 answers \(ContinuousClock.now - ended) after its end"
                )
                try await expectEnd(server)
            }
            try await server.program.killAndWait()
            try expectLog(server.program.errors)
            return token
        }
        try await TesseraServer.with(in: folder, port: port, flags: FaultFlags.all, launch: launch) { server in
            for index in clients.indices { try await clients[index].examine([server.api]) }
            let lost = try await EndToEnd.NodeTests.lostAccounts(clients, server.api, administrator)
            #expect(lost.isEmpty, "seed \(seed): accounts are lost")
            let check = try RunningProgram(launch.tessera(["database", "check"], in: folder))
            #expect(try await check.end() == .exited(0), "seed \(seed): \(check.transcript)")
        }
        let counts = clients.map(\.counts).reduce(NodeClient.Counts(), +)
        print("trouble \(cause): \(counts)")
        #expect(clients.flatMap(\.faults) == [], "seed \(seed)")
        // Nothing is blamed on the server but this trouble, and too many passwords at once.
        #expect(Set(counts.blames.keys).isSubset(of: ["503 storage_unavailable", "503 overloaded"]), "\(counts)")
        #expect(counts.blames["503 storage_unavailable"] ?? 0 > 0 && counts.refreshes > 20, "\(counts)")
    }

    private func expectTrouble(_ server: TesseraServer, _ tokens: Tokens) async throws {
        let api = server.api
        try await eventually("20 writes failed\n\(server.program.transcript)") {
            try await api.metric("tessera_database_failures{cause=\"\(cause)\"}") >= 20
        }
        let refused = try await api.refresh(tokens.refresh, attempt: "in-trouble")
        #expect(refused.status == 503, "\(refused)")
        // A disk that fails while the commit is on its way leaves open whether it was kept.
        let told = cause == "input_output" ? "outcome_unknown" : cause
        #expect(try refused.string("error") == "storage_unavailable" && refused.string("cause") == told, "\(refused)")
        #expect(refused.headers.contains(name: "Retry-After"))
        for path in ["/auth/me", "/auth/sessions", "/auth/check"] {
            let answer = try await api.send(.GET, path, token: tokens.access)
            #expect(answer.status == 200, "\(path): \(answer)")
        }
        for path in ["/.well-known/jwks.json", "/status/lists/0", "/login"] {
            let answer = try await api.send(.GET, path)
            #expect(answer.status == 200, "\(path): \(answer)")
        }
        let ready = try await api.send(.GET, "/health/ready")
        #expect(try ready.status == 200 && ready.json == ["status": "degraded", "writes": .string(cause)], "\(ready)")
        #expect(try await api.metric("tessera_database_failing{operation=\"write\"}") == 1)
        #expect(try await api.metric("tessera_database_failing{operation=\"read\"}") == 0)
        #expect(server.program.ended == nil)
    }

    private func expectEnd(_ server: TesseraServer) async throws {
        try await eventually("the server noticed the end by itself\n\(server.program.transcript)") {
            try await server.api.send(.GET, "/health/ready").json == ["status": "ready"]
        }
        #expect(try await server.api.metric("tessera_database_failing{operation=\"write\"}") == 0)
    }

    /// A line when it began, one when it ended; a disk that is nearly full may begin twice.
    private func expectLog(_ log: String) throws {
        let lines = log.split(separator: "\n")
        let begun = lines.filter { $0.contains("the database cannot be written") }
        let ended = lines.filter { $0.contains("the database can be written again") }
        #expect((1...3).contains(begun.count) && begun.count == ended.count, "\(log)")
        #expect(begun.first?.contains("\"database.cause\":\"\(cause)\"") == true, "\(log)")
        #expect(begun.allSatisfy { $0.contains("advice") }, "\(log)")
        #expect(!lines.contains { $0.contains("\"level\":\"error\"") && !begun.contains($0) }, "\(log)")
    }
}

/// How servers are set up that get into trouble.
enum FaultFlags {
    /// A strict server, which forgives no client a token that it never got; without throttles, and with the cheapest hashes.
    @Sendable static func all(_ port: Int) -> [String] { quick + ["--log-level", "notice"] }

    /// The same without a level of the log.
    static var quick: [String] {
        [
            "--refresh-policy", "strict", "--access-token-lifetime", "1d", "--password-hashing-memory-kib", "7168",
            "--password-hashing-passes", "5", "--password-hashing-maximum-wait", "1m", "--registration-burst",
            "1000000",
            "--sign-in-per-address-burst", "1000000", "--sign-in-per-account-and-address-burst", "1000000",
            "--sign-in-per-account-burst", "1000000",
        ]
    }
}

extension AnswerCounter {
    /// Waits for so many answers more.
    func more(_ number: Int) async throws {
        let enough = count + number
        try await eventually("\(number) more requests were answered") { count >= enough }
    }
}

extension API {
    /// The value of a series in `/metrics`; 0 when there is none.
    func metric(_ series: String) async throws -> Double {
        let text = try await send(.GET, "/metrics").text
        let line = text.split(separator: "\n").first { $0.hasPrefix(series + " ") }
        return line.flatMap { Double($0.dropFirst(series.count + 1)) } ?? 0
    }
}
