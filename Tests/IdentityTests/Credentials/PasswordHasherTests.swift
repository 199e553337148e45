import TesseraJOSE
import Testing

@testable import Identity

@Suite struct PasswordHasherTests {
    static let key = AdmissionKey(address: "192.0.2.1", account: "alice")
    static let battery = "correct horse battery staple"

    private func withHasher(
        _ parameters: Argon2idParameters,
        admission: AdmissionConfiguration = AdmissionConfiguration(concurrency: 2),
        salt: [UInt8]? = nil,
        _ body: (PasswordHasher) async throws -> Void
    ) async throws {
        let hasher: PasswordHasher
        if let salt {
            hasher = PasswordHasher(parameters: parameters, admission: admission) { count in
                (0..<count).map { salt[$0 % salt.count] }
            } now: {
                0
            }
        } else {
            hasher = try PasswordHasher(parameters: parameters, admission: admission)
        }
        do { try await body(hasher) } catch {
            await hasher.shutdown()
            throw error
        }
        await hasher.shutdown()
    }

    // Made with argon2-cffi 25.1, which runs the reference implementation.
    @Test(arguments: [
        (64, 1, battery, "0123456789abcdef", "aq42HBL+IPAitHspChw/8mx5JRX2jFDkTmlsBskwH/0"),
        (19_456, 2, battery, "0123456789abcdef", "gy5SuVm5Z7Vw7keB9se9p87QGcomaseB/S2U1OhTsM0"),
        (
            256, 3, "pässwörd ☃ 🔑 längere",
            "\u{0}\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}\u{8}\u{9}\u{A}\u{B}\u{C}\u{D}\u{E}\u{F}",
            "mw/J6sIqNDplDoEDSCWfALcv8ttRVSX2CvS+05OysHA"
        ),
    ])
    func `gives the digests of the reference implementation`(
        memoryKiB: Int,
        passes: Int,
        password: String,
        salt: String,
        digest: String
    ) async throws {
        let parameters = try Argon2idParameters(memoryKiB: memoryKiB, passes: passes)
        try await withHasher(parameters, salt: Array(salt.utf8)) { hasher in
            let text = try await hasher.hash(Password(password), for: Self.key)
            #expect(
                text == "$argon2id$v=19$m=\(memoryKiB),t=\(passes),p=1$\(Base64.encode(Array(salt.utf8)))$\(digest)"
            )
        }
    }

    @Test(arguments: [
        "$argon2id$v=19$m=256,t=2,p=4$MDEyMzQ1Njc4OWFiY2RlZg$hsgM6DCPwsb3+diyKvw0spjcJlAqfwRODeeKu/VDUK8",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$ni+yE0BxyFvSLcz/IJ9+O1I3+yLOjvH+oGVpQ5O6960",
        "$argon2i$v=19$m=256,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$6f3j1hs69BmZf++xFfQedAx7OEBHMKwvuMZO2JouOT0",
        "$argon2id$v=19$m=256,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$4+k8Kwxl1rinsP8IMsuweQ",
        """
        $argon2id$v=19$m=256,t=2,p=2$MDEyMzQ1Njc4OWFiY2RlZjAxMjM$\
        GSnMbbqv+HKDJVll585cFcRnjh/Xq5lwIApYEEMtWTjNG9UBCcEpzptge/+/xtTRE7t7OP92TdFOX/H52nEuYQ
        """,
    ])
    func `checks imported hashes of other parameters and asks to make them anew`(text: String) async throws {
        try await withHasher(Argon2idParameters(memoryKiB: 256, passes: 2)) { hasher in
            let right = try await hasher.verify(Password(Self.battery), text, for: Self.key)
            #expect(right == .matchesButOutdated)
            let wrong = try await hasher.verify(Password(Self.battery + "!"), text, for: Self.key)
            #expect(wrong == .differs)
        }
    }

    @Test func `a password matches its own hash, with the real parameters, and no other`() async throws {
        try await withHasher(.standard) { hasher in
            let text = try await hasher.hash(Password(Self.battery), for: Self.key)
            #expect(text.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
            let right = try await hasher.verify(Password(Self.battery), text, for: Self.key)
            #expect(right == .matches)
            let wrong = try await hasher.verify(Password("Correct horse battery staple"), text, for: Self.key)
            #expect(wrong == .differs)
        }
    }

    @Test func `two hashes of one password have different salts`() async throws {
        try await withHasher(Argon2idParameters(memoryKiB: 64, passes: 1)) { hasher in
            let first = try await hasher.hash(Password(Self.battery), for: Self.key)
            let second = try await hasher.hash(Password(Self.battery), for: Self.key)
            #expect(first != second)
        }
    }

    @Test func `when the parameters change, a match asks for a new hash and a mismatch doesn't`() async throws {
        var text = ""
        try await withHasher(Argon2idParameters(memoryKiB: 64, passes: 1)) {
            text = try await $0.hash(Password(Self.battery), for: Self.key)
        }
        try await withHasher(Argon2idParameters(memoryKiB: 64, passes: 2)) { hasher in
            let right = try await hasher.verify(Password(Self.battery), text, for: Self.key)
            #expect(right == .matchesButOutdated)
            let wrong = try await hasher.verify(Password("something else"), text, for: Self.key)
            #expect(wrong == .differs)
        }
    }

    @Test func `the same password composed and decomposed is one password`() async throws {
        try await withHasher(Argon2idParameters(memoryKiB: 64, passes: 1)) { hasher in
            let text = try await hasher.hash(Password("Zürich\u{3000}am See"), for: Self.key)
            let right = try await hasher.verify(Password("Zu\u{308}rich am See"), text, for: Self.key)
            #expect(right == .matches)
            let alsoRight = try await hasher.verify(Password("Zürich\u{A0}am See"), text, for: Self.key)
            #expect(alsoRight == .matches)
            let wrong = try await hasher.verify(Password("zürich am see"), text, for: Self.key)
            #expect(wrong == .differs)
        }
    }

    @Test func `an unknown user costs the same work and never matches`() async throws {
        // A decoy whose digest is what this password really gives, so that only the rule itself can refuse it.
        let salt = Array("0123456789abcdef".utf8)
        let digest = try #require(Base64.decode(Array("aq42HBL+IPAitHspChw/8mx5JRX2jFDkTmlsBskwH/0".utf8)))
        let hasher = PasswordHasher(
            parameters: try Argon2idParameters(memoryKiB: 64, passes: 1),
            admission: AdmissionConfiguration(concurrency: 1)
        ) {
            $0 == 16 ? salt : digest
        } now: {
            0
        }
        #expect(try await hasher.verify(Password(Self.battery), nil, for: Self.key) == .differs)
        #expect(hasher.statistics.averageMilliseconds != nil, "no hash was computed for the unknown user")
        await hasher.shutdown()
    }

    @Test func `known and unknown users take equal time`() async throws {
        let admission = AdmissionConfiguration(concurrency: 1)
        try await withHasher(Argon2idParameters(memoryKiB: 4096, passes: 2), admission: admission) { hasher in
            let wrong = try Password("wrong password here")
            let stored = try await hasher.hash(Password(Self.battery), for: Self.key)
            func fastest(_ text: String?) async throws -> Duration {
                var fastest = Duration.seconds(60)
                for _ in 0..<10 {
                    let start = ContinuousClock.now
                    _ = try await hasher.verify(wrong, text, for: Self.key)
                    fastest = min(fastest, ContinuousClock.now - start)
                }
                return fastest
            }
            // The fastest of some is the work itself. The machine may be busy with other things, so there are several
            // rounds; without equal work none of them would come out equal.
            var isEqual = false
            for _ in 0..<10 where !isEqual {
                let known = try await fastest(stored)
                let unknown = try await fastest(nil)
                isEqual = unknown > known * 2 / 3 && unknown < known * 3 / 2
            }
            #expect(isEqual)
        }
    }

    @Test func `a hostile stored hash is refused without work`() async throws {
        try await withHasher(Argon2idParameters(memoryKiB: 64, passes: 1)) { hasher in
            let text = "$argon2id$v=19$m=999999999,t=9,p=1$MDEyMzQ1Njc4OWFiY2RlZg$4+k8Kwxl1rinsP8IMsuweQ"
            await #expect(throws: PasswordHashError(.parametersOutOfRange)) {
                try await hasher.verify(Password(Self.battery), text, for: Self.key)
            }
            #expect(hasher.statistics.averageMilliseconds == nil)
        }
    }

    @Test func `a full queue refuses at once and everyone let in gets an answer`() async throws {
        let admission = AdmissionConfiguration(
            concurrency: 1,
            maximumWaiting: 2,
            maximumWaitingPerKey: 2,
            maximumWait: .seconds(60)
        )
        try await withHasher(Argon2idParameters(memoryKiB: 8192, passes: 3), admission: admission) { hasher in
            let outcomes = await withTaskGroup(of: Bool?.self) { group in
                for index in 0..<40 {
                    group.addTask {
                        do {
                            let key = AdmissionKey(address: "192.0.2.\(index)", account: "\(index)")
                            return try await hasher.hash(Password(Self.battery), for: key).hasPrefix("$argon2id$")
                        } catch let error as HashingOverloaded {
                            return error.retryAfter >= 1 ? false : nil
                        } catch { return nil }
                    }
                }
                var outcomes: [Bool?] = []
                for await outcome in group { outcomes.append(outcome) }
                return outcomes
            }
            #expect(!outcomes.contains(nil))
            #expect(outcomes.contains(true) && outcomes.contains(false))
            let statistics = hasher.statistics
            #expect(statistics.running == 0 && statistics.waiting == 0)
            #expect(Int(statistics.refused) == outcomes.count { $0 == false })
        }
    }

    @Test func `after the shutdown a call throws instead of hanging`() async throws {
        let hasher = try PasswordHasher(parameters: Argon2idParameters(memoryKiB: 64, passes: 1))
        await hasher.shutdown()
        await #expect(throws: CancellationError.self) { try await hasher.hash(Password(Self.battery), for: Self.key) }
        await #expect(throws: CancellationError.self) { try await hasher.hash(Password(Self.battery), for: Self.key) }
    }
}
