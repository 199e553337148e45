import Persistence
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

/// What happens to the account between the proof of the password and the session.
@Suite struct `Between the proof of a password and the session` {
    static let changed = "another long and fine password"

    /// An account, and one node that is looked on while another changes it.
    private struct Scene {
        let world: TestWorld
        let database: InterposedDatabase
        let account: Account
        /// Another node, whose writes are not counted.
        let other: IdentitySystem

        init(_ configure: (inout IdentityConfiguration) throws -> Void = { _ in }) async throws {
            let base = try await TestDatabase.fresh()
            database = InterposedDatabase(base)
            world = try await TestWorld(database: database, configure)
            account = try await world.register()
            other = try await world.identity(on: base)
        }

        /// Signs in, and lets something happen after the password was checked: one write reserves the attempt.
        func signIn(
            _ password: String = TestWorld.password,
            while event: @escaping InterposedDatabase.Event
        ) async throws -> IdentityError.Code? {
            database.interpose(afterWrites: 1, event)
            let code = try await refusal {
                try await self.world.identity.signIn.withPassword(
                    identifier: "ada",
                    password: password,
                    options: SignInOptions(),
                    from: TestWorld.home
                )
            }
            #expect(database.hasHappened)
            return code
        }

        func livingSessions() async throws -> Int {
            try await world.identity.sessions.sessions(of: account.id).count { $0.end == nil }
        }

        func end() async {
            await other.shutdown()
            await world.shutdown()
        }
    }

    @Test func `a changed password begins no session`() async throws {
        let scene = try await Scene()
        let code = try await scene.signIn {
            _ = try await scene.other.accounts.changePassword(
                scene.account.id,
                current: TestWorld.password,
                new: Self.changed,
                keeping: nil,
                from: TestWorld.elsewhere
            )
        }
        #expect(code == .invalidCredentials)
        #expect(try await scene.livingSessions() == 0)
        await scene.end()
    }

    @Test func `a password that an administrator sets begins no session, not even the same one`() async throws {
        let scene = try await Scene()
        for password in [TestWorld.password, Self.changed] {
            let code = try await scene.signIn {
                _ = try await scene.other.accounts.setPassword(scene.account.id, password, by: .command)
            }
            #expect(code == .invalidCredentials)
        }
        #expect(try await scene.livingSessions() == 0)
        await scene.end()
    }

    @Test func `an account that is disabled begins no session, not even when it is enabled again`() async throws {
        let scene = try await Scene()
        let disabled = try await scene.signIn {
            _ = try await scene.other.accounts.disable(scene.account.id, by: .command)
        }
        #expect(disabled == .invalidCredentials)
        _ = try await scene.other.accounts.enable(scene.account.id, by: .command)
        let enabledAgain = try await scene.signIn {
            _ = try await scene.other.accounts.disable(scene.account.id, by: .command)
            _ = try await scene.other.accounts.enable(scene.account.id, by: .command)
        }
        #expect(enabledAgain == .invalidCredentials)
        #expect(try await scene.livingSessions() == 0)
        await scene.end()
    }

    @Test func `an account that is deleted begins no session`() async throws {
        let scene = try await Scene()
        let code = try await scene.signIn {
            try await scene.other.accounts.delete(
                scene.account.id,
                password: TestWorld.password,
                from: TestWorld.elsewhere
            )
        }
        #expect(code == .invalidCredentials)
        #expect(try await scene.world.count("SELECT COUNT(*) AS n FROM sessions") == 0)
        await scene.end()
    }

    @Test func `a newer hash of the same password is no change: the session begins`() async throws {
        let scene = try await Scene {
            $0.signInThrottle = .unlimited
        }
        let code = try await scene.signIn {
            let hasher = try PasswordHasher(
                parameters: Argon2idParameters(memoryKiB: 16, passes: 2),
                admission: AdmissionConfiguration()
            )
            let hash = try await hasher.hash(
                Password(TestWorld.password),
                for: AdmissionKey(address: "192.0.2.1", account: "ada")
            )
            try await scene.world.database.write { transaction in
                guard let row = try transaction.accounts.find(.id(scene.account.id)), let old = row.passwordHash else {
                    return
                }
                try transaction.accounts.renewHash(of: scene.account.id, from: old, to: hash)
                #expect(try transaction.accounts.find(.id(scene.account.id))?.passwordHash == hash)
            }
            await hasher.shutdown()
        }
        #expect(code == nil)
        #expect(try await scene.livingSessions() == 1)
        await scene.end()
    }

    @Test func `two sign-ins at once may both renew an old hash`() async throws {
        let file = try await TestDatabase()
        defer { file.remove() }
        let old = try await TestWorld(database: file.open())
        try await old.register()
        await old.shutdown()
        let new = try await TestWorld(database: file.open()) {
            $0.passwordHashing = try Argon2idParameters(memoryKiB: 16, passes: 2)
        }
        let began = try await withThrowingTaskGroup(of: IssuedTokens.self) { group in
            for _ in 0..<4 { group.addTask { try await new.signIn() } }
            return try await group.reduce(into: 0) { count, _ in count += 1 }
        }
        #expect(began == 4)
        await new.shutdown()
    }

    @Test func `a node of an older version, which counts no changes, is noticed by when the password was set`()
        async throws
    {
        let scene = try await Scene()
        let code = try await scene.signIn {
            let hash = try await scene.world.database.read {
                try $0.accounts.find(.id(scene.account.id))?.passwordHash ?? ""
            }
            try await scene.world.database.write { transaction in
                // As 0.1 does it.
                let now = scene.account.createdAt.milliseconds + 1
                try transaction.execute(
                    """
                    UPDATE accounts SET password_hash = \(hash), password_changed_at = \(now), updated_at = \(now)
                    WHERE id = \(scene.account.id)
                    """
                )
            }
        }
        #expect(code == .invalidCredentials)
        #expect(try await scene.livingSessions() == 0)
        await scene.end()
    }

    @Test func `the attempt is given back to the throttle by the write that begins the session`() async throws {
        let scene = try await Scene()
        for _ in 0..<8 {
            #expect(try await refusal { try await scene.world.signIn() } == nil)
        }
        #expect(try await scene.livingSessions() == 8)
        await scene.end()
    }
}

@Suite struct `A change that a password allows` {
    @Test func `gives the attempt back to the throttle, whichever change it is`() async throws {
        let world = try await TestWorld()
        let account = try await world.register()
        let session = try await world.signIn().sessionID
        func waiting() async throws -> Int64 {
            let now = world.clock.moment.milliseconds
            return try await world.count("SELECT COUNT(*) AS n FROM sign_in_throttles WHERE full_at > \(now)")
        }
        let before = try await waiting()
        var password = TestWorld.password
        // Three times as many as the bucket of a session holds.
        for round in 0..<15 {
            if round.isMultiple(of: 2) {
                _ = try await world.identity.accounts.update(
                    account.id,
                    ProfileChange(userName: .set("ada-\(round)"), currentPassword: password),
                    in: session,
                    from: TestWorld.home
                )
            } else {
                let next = "another long and fine password \(round)"
                _ = try await world.identity.accounts.changePassword(
                    account.id,
                    current: password,
                    new: next,
                    keeping: session,
                    from: TestWorld.home
                )
                password = next
            }
        }
        try await world.identity.accounts.delete(account.id, password: password, in: session, from: TestWorld.home)
        // The buckets of the session and of the account's sessions are gone or full.
        #expect(try await waiting() == before)
        await world.shutdown()
    }

    @Test(arguments: ["profile", "password", "deletion"])
    func `is refused when a credential changed meanwhile`(change: String) async throws {
        let base = try await TestDatabase.fresh()
        let database = InterposedDatabase(base)
        let world = try await TestWorld(database: database)
        let account = try await world.register()
        let other = try await world.identity(on: base)
        database.interpose(afterWrites: 1) {
            _ = try await other.accounts.setPassword(account.id, "yet another fine password", by: .command)
        }
        let code = try await refusal {
            let accounts = world.identity.accounts
            switch change {
            case "profile":
                _ = try await accounts.update(
                    account.id,
                    ProfileChange(userName: .set("eve"), currentPassword: TestWorld.password),
                    from: TestWorld.home
                )
            case "password":
                _ = try await accounts.changePassword(
                    account.id,
                    current: TestWorld.password,
                    new: "a password of the thief's",
                    keeping: nil,
                    from: TestWorld.home
                )
            default:
                try await accounts.delete(account.id, password: TestWorld.password, from: TestWorld.home)
            }
        }
        #expect(code == .conflict && database.hasHappened)
        #expect(try await world.identity.accounts.account(account.id).userName == "ada")
        await other.shutdown()
        await world.shutdown()
    }
}
