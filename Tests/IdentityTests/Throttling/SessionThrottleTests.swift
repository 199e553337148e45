import TesseraTesting
import TestSupport
import Testing

@testable import Identity

@Suite struct `Guesses with the token of a session` {
    private func source(_ number: Int) -> RequestSource {
        RequestSource(address: "198.51.\(100 + number / 200).\(number % 200 + 1)", userAgent: nil)
    }

    /// Guesses the password within a session: whether the guess was looked at.
    private func guess(
        _ world: TestWorld,
        _ account: AccountID,
        in session: SessionID,
        from source: RequestSource
    ) async throws -> Bool {
        let code = try await refusal {
            try await world.identity.accounts.changePassword(
                account,
                current: "not the password",
                new: "another horse battery staple",
                keeping: session,
                from: source
            )
        }
        #expect(code == .wrongPassword || code == .tooManyAttempts)
        return code == .wrongPassword
    }

    @Test func `slow that session, from whatever network, and not the account's other sessions`() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        let (stolen, own) = (try await world.signIn(), try await world.signIn())
        var looked = 0
        for number in 0..<20 {
            if try await guess(world, account.id, in: stolen.sessionID, from: source(number)) { looked += 1 }
        }
        #expect(looked == 5)
        // Deletion and the change of the address are the same guess.
        let others: [() async throws -> Void] = [
            {
                try await world.identity.accounts.delete(
                    account.id,
                    password: "x",
                    in: stolen.sessionID,
                    from: source(50)
                )
            },
            {
                _ = try await world.identity.accounts.update(
                    account.id,
                    ProfileChange(email: .set("eve@example.com"), currentPassword: "x"),
                    in: stolen.sessionID,
                    from: source(51)
                )
            },
        ]
        for other in others { #expect(try await refusal(other) == .tooManyAttempts) }
        world.clock.advance(by: .seconds(30))
        #expect(try await guess(world, account.id, in: stolen.sessionID, from: source(60)))
        #expect(try await !guess(world, account.id, in: stolen.sessionID, from: source(61)))

        // The owner, wherever they are, at the first try.
        for place in [TestWorld.home, TestWorld.elsewhere] {
            let changed = try await world.identity.accounts.update(
                account.id,
                ProfileChange(email: .set("\(place.address)@example.com"), currentPassword: TestWorld.password),
                in: own.sessionID,
                from: place
            )
            #expect(changed.email?.hasPrefix(place.address) == true)
        }
        _ = try await world.signIn("ada", from: TestWorld.elsewhere)
        await world.shutdown()
    }

    @Test func `are bounded for all sessions of an account together, however many are stolen`() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        let other = try await world.register("grace")
        var sessions: [SessionID] = []
        for _ in 0..<40 { sessions.append(try await world.signIn().sessionID) }
        let graces = try await world.signIn("grace").sessionID
        var looked = 0
        for round in 0..<6 {
            for (number, session) in sessions.enumerated() {
                let source = source(round * 40 + number)
                if try await guess(world, account.id, in: session, from: source) { looked += 1 }
            }
        }
        #expect(looked == 30)
        world.clock.advance(by: .seconds(10))
        var more = 0
        for (number, session) in sessions.enumerated() {
            if try await guess(world, account.id, in: session, from: source(300 + number)) { more += 1 }
        }
        #expect(more == 1)
        #expect(try await guess(world, other.id, in: graces, from: source(400)), "another account is not concerned")
        await world.shutdown()
    }

    @Test func `of three sessions never keep the owner out`() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        var stolen: [SessionID] = []
        for _ in 0..<3 { stolen.append(try await world.signIn().sessionID) }
        let own = try await world.signIn().sessionID
        for minute in 0..<60 {
            for (number, session) in stolen.enumerated() {
                for attempt in 0..<6 {
                    _ = try await guess(world, account.id, in: session, from: source(number * 10 + attempt))
                }
            }
            let changed = try await world.identity.accounts.update(
                account.id,
                ProfileChange(email: .set("ada\(minute)@example.com"), currentPassword: TestWorld.password),
                in: own,
                from: TestWorld.home
            )
            #expect(changed.email == "ada\(minute)@example.com")
            world.clock.advance(by: .seconds(30))
        }
        await world.shutdown()
    }
}
