import NIOHTTP1
import Synchronization
import TesseraJOSE
import Testing

extension EndToEnd {
    @Suite(
        "A database that falls silent",
        .enabled(
            if: PostgresProgram.isInstalled && BalancerProgram.isInstalled,
            "PostgreSQL or HAProxy is not installed: Scripts/setup.sh --tests installs them"
        )
    )
    struct SilenceTests {
        /// What was answered while people asked.
        private struct Found: Sendable {
            var statuses: [Int: Int] = [:]
            var causes: [String: Int] = [:]
            var faults: [String] = []
            var longest = Duration.zero
            /// Names whose registration was answered 503, and whether it may have been done.
            var refused: [String: Bool] = [:]
        }

        private final class Record: Sendable {
            private let state = Mutex(Found())

            var found: Found { state.withLock { $0 } }

            func note(_ change: (inout Found) -> Void) {
                state.withLock { change(&$0) }
            }
        }

        private static let people = 10
        /// The longest that anybody waits, as the documents say, and a second for a machine that is busy.
        private static let longest = Duration.seconds(9)

        @Test
        func `signs nobody out, shows nobody another's account, and keeps nobody waiting for longer than is said`()
            async throws
        {
            try await SilentDatabase.with { database in
                try await TemporaryFolder.with { folder in
                    let own = ["--database-url", database.url, "--master-secret-file", folder.path("master-secret")]
                    try await TesseraServer.with(in: folder, flags: { FaultFlags.all($0) + own }) { server in
                        let found = try await Self.run(server, database)
                        print("silences: \(found.statuses), \(found.causes), longest wait \(found.longest)")
                        #expect(found.faults == [], "\(server.program.errors.suffix(3000))")
                        #expect(Set(found.statuses.keys).isSubset(of: [200, 201, 503]), "\(found.statuses)")
                        #expect(found.statuses[200] ?? 0 > 200 && found.statuses[503] ?? 0 >= Self.people)
                        #expect(found.longest < Self.longest)
                        // What was said to have changed nothing has not, and the name is free.
                        for (name, mayBeDone) in found.refused {
                            let status = try await server.api.register(name).status
                            #expect(mayBeDone ? [201, 409].contains(status) : status == 201, "\(name)")
                        }
                    }
                }
            }
        }

        private static func run(_ server: TesseraServer, _ database: SilentDatabase) async throws -> Found {
            let (record, stop, address) = (Record(), StopSign(), server.api.address)
            var sessions: [(name: String, token: String)] = []
            for number in 0..<people {
                sessions.append(("person-\(number)", try await server.api.newSession("person-\(number)").access))
            }
            return try await withThrowingTaskGroup(of: Void.self) { group in
                for (name, token) in sessions {
                    group.addTask {
                        try await API.with(address) { api in
                            while !stop.isSet { await read(api, name, token, record) }
                        }
                    }
                }
                group.addTask {
                    try await API.with(address) { api in
                        var number = 0
                        while !stop.isSet {
                            number += 1
                            await register(api, "new-\(number)", record)
                        }
                    }
                }
                for seconds in [6, 12] {
                    try await Task.sleep(for: .seconds(1))
                    database.fallSilent()
                    let began = ContinuousClock.now
                    let ready = try await server.api.send(.GET, "/health/ready")
                    // Within 2 s, and as much again for a machine that is busy.
                    let waited = ContinuousClock.now - began
                    record.note { found in
                        if ready.status != 503 || waited > .seconds(4) { found.faults.append("\(waited): \(ready)") }
                    }
                    try await Task.sleep(until: began + .seconds(seconds))
                    database.goOn()
                    try await eventually("the server was ready again", within: .seconds(20)) {
                        try await server.api.send(.GET, "/health/ready").status == 200
                    }
                }
                try await Task.sleep(for: .seconds(1))
                stop.set()
                try await group.waitForAll()
                return record.found
            }
        }

        private static func read(_ api: API, _ name: String, _ token: String, _ record: Record) async {
            let began = ContinuousClock.now
            let answer = try? await api.send(.GET, "/auth/me", token: token)
            note(answer, since: began, record) { answer in
                answer.status == 200 && (try? answer.string("user_name")) == name
            }
            try? await Task.sleep(for: .milliseconds(20))
        }

        private static func register(_ api: API, _ name: String, _ record: Record) async {
            let began = ContinuousClock.now
            let answer = try? await api.register(name)
            note(answer, since: began, record) { $0.status == 201 }
            guard let answer, answer.status == 503 else { return }
            let cause = try? answer.string("cause")
            let words = (try? answer.string("detail")) ?? ""
            let mayBeDone = cause == "outcome_unknown"
            record.note { found in
                found.refused[name] = mayBeDone
                let saysSo = words.contains("It may have been done or not")
                if saysSo != mayBeDone || saysSo && words.contains("Nothing was changed.") {
                    found.faults.append("\(answer)")
                }
            }
        }

        /// Every answer is the right one, or 503 with a time to come back.
        private static func note(
            _ answer: Answer?,
            since began: ContinuousClock.Instant,
            _ record: Record,
            isRight: (Answer) -> Bool
        ) {
            let waited = ContinuousClock.now - began
            record.note { found in
                guard let answer else { return found.faults.append("no answer after \(waited)") }
                found.statuses[answer.status, default: 0] += 1
                found.longest = max(found.longest, waited)
                if answer.status == 503 {
                    found.causes[(try? answer.string("cause")) ?? "none", default: 0] += 1
                    if !answer.headers.contains(name: "Retry-After") { found.faults.append("\(answer)") }
                } else if !isRight(answer) {
                    found.faults.append("\(answer)")
                }
            }
        }
    }
}
