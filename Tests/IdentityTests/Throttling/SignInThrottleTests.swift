import Persistence
import Testing

@testable import Identity

@Suite struct SignInThrottleTests {
    let throttle = SignInThrottle(configuration: SignInThrottleConfiguration(), secret: Array(repeating: 7, count: 32))
    let start: Int64 = 1_800_000_000_000
    let home = "198.51.100.7"

    private func database() async throws -> any Database {
        let database = try await TestDatabase.fresh()
        _ = try await database.migrate([ThrottlingSchema.throttles])
        return database
    }

    private func guess(
        _ identifier: String,
        from address: String,
        at seconds: Int64,
        in database: any Database
    ) async throws -> ThrottleDecision {
        try await throttle.reserve(
            throttle.attempt(identifier: identifier, address: address),
            in: database,
            now: start + seconds * 1000
        )
    }

    private func signIn(
        _ identifier: String,
        from address: String,
        at seconds: Int64,
        in database: any Database
    ) async throws -> Bool {
        let attempt = throttle.attempt(identifier: identifier, address: address)
        let now = start + seconds * 1000
        guard case .allowed(let drawn) = try await throttle.reserve(attempt, in: database, now: now) else {
            return false
        }
        try await database.write { try $0.throttles.giveBack(attempt, drawn: drawn, now: now) }
        return true
    }

    private func isAllowed(_ decision: ThrottleDecision) -> Bool {
        if case .allowed = decision { true } else { false }
    }

    private func count(_ sql: SQL, in database: any Database) async throws -> Int64 {
        try await database.read { try $0.row(sql)?.integer("count") ?? -1 }
    }

    @Test func `five wrong passwords from one place, then one per half minute`() async throws {
        let database = try await database()
        for _ in 0..<5 { #expect(isAllowed(try await guess("alice", from: home, at: 0, in: database))) }
        #expect(try await guess("alice", from: home, at: 0, in: database) == .throttled(retryAfter: 30))
        #expect(try await guess("alice", from: home, at: 29, in: database) == .throttled(retryAfter: 1))
        #expect(isAllowed(try await guess("alice", from: home, at: 30, in: database)))
        #expect(try await guess("alice", from: home, at: 30, in: database) == .throttled(retryAfter: 30))
    }

    @Test func `the identifier is the same however it is typed`() async throws {
        let database = try await database()
        for name in ["alice", "ALICE", " Alice", "ａｌｉｃｅ", "aLiCe\n"] {
            #expect(isAllowed(try await guess(name, from: home, at: 0, in: database)))
        }
        #expect(!isAllowed(try await guess("Alice", from: home, at: 0, in: database)))
        #expect(isAllowed(try await guess("bob", from: home, at: 0, in: database)))
    }

    @Test func `one network is limited whatever accounts it tries`() async throws {
        let database = try await database()
        for index in 0..<20 {
            #expect(isAllowed(try await guess("user\(index)", from: "2001:db8::\(index)", at: 0, in: database)))
        }
        #expect(try await guess("another", from: "2001:db8::99", at: 0, in: database) == .throttled(retryAfter: 3))
        #expect(isAllowed(try await guess("another", from: "2001:db8:0:1::99", at: 0, in: database)))
    }

    @Test func `strangers together are slowed for one account, never locked out`() async throws {
        let database = try await database()
        for index in 0..<10 {
            #expect(isAllowed(try await guess("alice", from: "192.0.2.\(index)", at: 0, in: database)))
        }
        #expect(try await guess("alice", from: "192.0.2.100", at: 0, in: database) == .throttled(retryAfter: 10))
        #expect(isAllowed(try await guess("alice", from: "192.0.2.100", at: 10, in: database)))
    }

    @Test func `an attacker elsewhere can't keep the owner out of a familiar place`() async throws {
        let database = try await database()
        #expect(try await signIn("alice", from: home, at: 0, in: database))
        // A day of hammering from ever new addresses; the owner signs in every hour.
        for hour in Int64(0)..<24 {
            for index in 0..<15 {
                _ = try await guess("alice", from: "10.\(hour).\(index).1", at: hour * 3600 + 10, in: database)
            }
            #expect(!isAllowed(try await guess("alice", from: "203.0.113.9", at: hour * 3600 + 10, in: database)))
            #expect(try await signIn("alice", from: home, at: hour * 3600 + 10, in: database))
        }
    }

    @Test func `guessers who stay where they are can't keep the owner out of an unfamiliar place`() async throws {
        let database = try await database()
        // Five guesses a second from twenty networks; an owner who is always somewhere else. Ten networks use the burst up, and
        // the others ten seconds each.
        for second in Int64(0)..<300 {
            for index in 0..<5 {
                let number = (Int(second) * 5 + index) % 20
                _ = try await guess("alice", from: "10.0.\(number).1", at: second, in: database)
            }
            guard second >= 120, second % 20 == 0 else { continue }
            #expect(try await signIn("alice", from: "198.51.100.\(second / 20)", at: second, in: database))
        }
    }

    @Test func `guesses are bounded for all strangers together, new and known`() async throws {
        let database = try await database()
        var looked = 0
        for second in Int64(0)..<300 {
            for index in 0..<3 {
                for address in [
                    "10.\(second / 200).\(second % 200).\(index)", "2001:db8:\(index)::\(second)", "10.9.9.\(index)",
                ]
                where isAllowed(try await guess("alice", from: address, at: second, in: database)) { looked += 1 }
            }
        }
        // Two buckets of ten, and each ten seconds one of each.
        #expect((41...80).contains(looked), "\(looked)")
    }

    @Test func `a network is new again after a day, or when the attempt was not looked at`() async throws {
        let database = try await database()
        let attempt = throttle.attempt(identifier: "alice", address: home)
        let newcomers = try #require(attempt.newcomer).bucket
        func drawn(at seconds: Int64) async throws -> [SignInThrottle.Bucket] {
            guard case .allowed(let drawn) = try await guess("alice", from: home, at: seconds, in: database) else {
                return []
            }
            return drawn
        }
        let first = try await drawn(at: 0)
        #expect(first.contains(newcomers) && !first.contains(attempt.identifier))
        let second = try await drawn(at: 1)
        #expect(!second.contains(newcomers) && second.contains(attempt.identifier))
        #expect(try await drawn(at: 86_399).contains(attempt.identifier))
        #expect(try await drawn(at: 86_400).contains(newcomers))
        try await database.write { try $0.throttles.restore(first) }
        #expect(try await drawn(at: 86_401).contains(newcomers), "it is given back with the rest")
    }

    @Test func `a place is familiar for ninety days after the last success, to that account only`() async throws {
        let day: Int64 = 86_400
        let database = try await database()
        func exhaust(_ identifier: String, at seconds: Int64) async throws {
            for index in 0..<10 { _ = try await guess(identifier, from: "192.0.2.\(index)", at: seconds, in: database) }
        }
        #expect(try await signIn("alice", from: home, at: 0, in: database))
        #expect(try await signIn("alice", from: home, at: 80 * day, in: database))
        try await exhaust("alice", at: 169 * day)
        #expect(isAllowed(try await guess("alice", from: home, at: 169 * day, in: database)))
        try await exhaust("bob", at: 169 * day)
        #expect(!isAllowed(try await guess("bob", from: home, at: 169 * day, in: database)))
        try await exhaust("alice", at: 171 * day)
        #expect(!isAllowed(try await guess("alice", from: home, at: 171 * day, in: database)))
    }

    @Test func `an identifier without an account is throttled exactly like one with`() async throws {
        let database = try await database()
        func answers(_ identifier: String, _ network: Int) async throws -> [ThrottleDecision] {
            var answers: [ThrottleDecision] = []
            for index in 0..<30 {
                let decision = try await guess(
                    identifier,
                    from: "10.\(network).\(index / 8).1",
                    at: Int64(index),
                    in: database
                )
                answers.append(isAllowed(decision) ? .allowed(drawn: []) : decision)
            }
            return answers
        }
        // A known account, familiar elsewhere, and one that is unknown, and something that is no identifier
        // at all.
        #expect(try await signIn("alice", from: home, at: -100, in: database))
        let known = try await answers("alice", 1)
        #expect(known.contains { !isAllowed($0) })
        #expect(try await answers("nobody", 2) == known)
        #expect(try await answers("not \u{202E} an identifier", 3) == known)
    }

    @Test func `a success gives back what it took and forgets the wrong ones from this place`() async throws {
        let database = try await database()
        for _ in 0..<4 { _ = try await guess("alice", from: home, at: 0, in: database) }
        #expect(try await signIn("alice", from: home, at: 0, in: database))
        for _ in 0..<5 { #expect(isAllowed(try await guess("alice", from: home, at: 0, in: database))) }
        // Any number of right ones, one after another, is fine.
        for _ in 0..<100 { #expect(try await signIn("bob", from: "192.0.2.77", at: 0, in: database)) }
    }

    @Test func `signing in to one's own account doesn't buy guesses at another`() async throws {
        let database = try await database()
        var guesses = 0
        for _ in 0..<50 {
            if isAllowed(try await guess("alice", from: home, at: 0, in: database)) { guesses += 1 }
            _ = try await signIn("mallory", from: home, at: 0, in: database)
        }
        #expect(guesses == 5)
        for index in 0..<50 {
            if isAllowed(try await guess("user\(index)", from: home, at: 0, in: database)) { guesses += 1 }
            _ = try await signIn("mallory", from: home, at: 0, in: database)
        }
        #expect(guesses <= 20)
    }

    @Test func `an attempt whose password was never checked is put back whole`() async throws {
        let database = try await database()
        for _ in 0..<50 {
            let attempt = throttle.attempt(identifier: "alice", address: home)
            let decision = try await throttle.reserve(attempt, in: database, now: start)
            guard case .allowed(let drawn) = decision else {
                Issue.record("throttled")
                return
            }
            #expect(drawn.count == 4)
            try await database.write { try $0.throttles.restore(drawn) }
        }
        #expect(try await count("SELECT COUNT(*) AS count FROM familiar_addresses", in: database) == 0)
    }

    @Test func `of simultaneous guesses no more than the burst get through`() async throws {
        let database = try await database()
        let start = start
        let attempt = throttle.attempt(identifier: "alice", address: home)
        let allowed = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<60 {
                group.addTask { isAllowed(try await throttle.reserve(attempt, in: database, now: start)) }
            }
            var allowed = 0
            for try await isAllowed in group where isAllowed { allowed += 1 }
            return allowed
        }
        #expect(allowed == 5)
    }

    @Test func `when one bucket is empty nothing is taken from the others`() async throws {
        let database = try await database()
        for _ in 0..<5 { _ = try await guess("alice", from: home, at: 0, in: database) }
        for _ in 0..<50 {
            let attempt = throttle.attempt(identifier: "alice", address: home)
            // The write alone, as when the read before it came too early.
            let decision = try await database.write { [start] in try $0.throttles.reserve(attempt, now: start) }
            #expect(!isAllowed(decision))
        }
        // 5 of the network's 20 are gone, not 55.
        for index in 0..<15 { #expect(isAllowed(try await guess("user\(index)", from: home, at: 0, in: database))) }
        #expect(!isAllowed(try await guess("user15", from: home, at: 0, in: database)))
    }

    @Test func `registrations from one network are limited apart from sign-ins`() async throws {
        let database = try await database()
        func register(_ address: String) async throws -> ThrottleDecision {
            try await throttle.reserve([throttle.registration(address: address)], in: database, now: start)
        }
        for _ in 0..<10 { #expect(isAllowed(try await register(home))) }
        #expect(try await register(home) == .throttled(retryAfter: 30))
        #expect(isAllowed(try await register("192.0.2.1")))
        #expect(isAllowed(try await guess("alice", from: home, at: 0, in: database)))
    }

    @Test func `a clock set back doesn't lock anybody for longer than one interval`() async throws {
        let database = try await database()
        let year: Int64 = 365 * 86_400
        for _ in 0..<5 { _ = try await guess("alice", from: home, at: year, in: database) }
        #expect(try await guess("alice", from: home, at: 0, in: database) == .throttled(retryAfter: 30))
        let attempt = throttle.attempt(identifier: "alice", address: home)
        _ = try await database.write { [start] in try $0.throttles.reserve(attempt, now: start) }
        #expect(isAllowed(try await guess("alice", from: home, at: 30, in: database)))
    }

    @Test func `sweeping removes full buckets and old places only, a bounded number at a time`() async throws {
        let database = try await database()
        let now = start + 1000
        for index in 0..<6 { _ = try await guess("user\(index)", from: "192.0.2.\(index)", at: 0, in: database) }
        let buckets = try await count("SELECT COUNT(*) AS count FROM sign_in_throttles", in: database)
        #expect(buckets == 24)
        #expect(try await database.write { try $0.throttles.removeFull(before: now, limit: 100) } == 0)
        #expect(try await database.write { try $0.throttles.removeFull(before: now + 86_400_000, limit: 4) } == 4)
        #expect(try await database.write { try $0.throttles.removeFull(before: now + 86_400_000, limit: 100) } == 20)
        #expect(try await signIn("alice", from: home, at: 0, in: database))
        #expect(try await signIn("bob", from: "192.0.2.9", at: 500, in: database))
        let start = start
        #expect(
            try await database.write { try $0.throttles.removeFamiliarAddresses(before: start + 1, limit: 100) } == 1
        )
        #expect(try await count("SELECT COUNT(*) AS count FROM familiar_addresses", in: database) == 1)
        let bob = throttle.attempt(identifier: "bob", address: home)
        try await database.write { try $0.throttles.forgetFamiliarAddresses(of: bob) }
        #expect(try await count("SELECT COUNT(*) AS count FROM familiar_addresses", in: database) == 0)
    }

    @Test func `the database shows neither identifiers nor addresses`() async throws {
        let database = try await database()
        #expect(try await signIn("alice", from: home, at: 0, in: database))
        let keys = try await database.read { transaction in
            try transaction.rows("SELECT key FROM sign_in_throttles").map { try $0.bytes("key") }
                + transaction.rows("SELECT account, address FROM familiar_addresses").flatMap {
                    [try $0.bytes("account"), try $0.bytes("address")]
                }
        }
        #expect(keys.count == 5 && Set(keys).count == 5 && keys.allSatisfy { $0.count == 16 })
        let other = SignInThrottle(configuration: SignInThrottleConfiguration(), secret: Array(repeating: 8, count: 32))
        #expect(
            other.attempt(identifier: "alice", address: home) != throttle.attempt(identifier: "alice", address: home)
        )
        // Length in front of each part: moving a character from one to the next gives another key.
        #expect(
            throttle.attempt(identifier: "ab", address: "c").identifierAndAddress
                != throttle.attempt(identifier: "a", address: "bc").identifierAndAddress
        )
    }
}
