import Logging
import Persistence
import PersistenceSQLite
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

/// Who ended a session from elsewhere, on both databases.
@Suite struct SessionEnderTests {
    private static let phone = RequestSource(address: "192.0.2.1", userAgent: "phone")
    private static let laptop = RequestSource(address: "198.51.100.7", userAgent: "laptop")

    private func walk(_ database: any Database) async throws {
        let clock = ManualClock()
        var configuration = try IdentityConfiguration(issuer: TestWorld.issuer)
        configuration.passwordHashing = try Argon2idParameters(memoryKiB: 8, passes: 1)
        let identity = try await IdentitySystem(
            database: database,
            masterSecret: MasterSecret(bytes: [UInt8](repeating: 7, count: 32)),
            configuration: configuration,
            time: clock.source,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            followsStatus: false
        )
        let sessions = identity.sessions
        let account = try await identity.accounts.register(
            Registration(userName: "ada", email: nil, password: TestWorld.password),
            from: Self.phone
        )
        func signIn() async throws -> IssuedTokens {
            try await identity.signIn.withPassword(
                identifier: "ada",
                password: TestWorld.password,
                options: SignInOptions(),
                from: Self.phone
            )
        }
        let (lost, own, kept) = (try await signIn(), try await signIn(), try await signIn())
        clock.advance(by: .seconds(60))
        try await sessions.signOut(lost.sessionID, of: account.id, asking: kept.sessionID, from: Self.laptop)
        try await sessions.signOut(own.sessionID, of: account.id, asking: own.sessionID, from: Self.laptop)

        func end(_ tokens: IssuedTokens) async throws -> SessionEnd? {
            try await sessions.sessions(of: account.id).first { $0.id == tokens.sessionID }?.end
        }
        #expect(try await end(lost)?.cause == .endedElsewhere)
        #expect(try await end(own)?.cause == .signedOut)
        #expect(try await end(kept) == nil)
        let ender = try await sessions.ender(of: lost.sessionID, cause: .endedElsewhere)
        #expect(ender == SessionEnder(at: clock.moment, userAgent: "laptop"))
        // Only where another session did it.
        #expect(try await sessions.ender(of: own.sessionID, cause: .signedOut) == nil)
        #expect(try await sessions.ender(of: kept.sessionID, cause: .endedElsewhere) == nil)
        #expect(sessions.session(ofRefreshToken: lost.refreshToken) == lost.sessionID)
        #expect(sessions.session(ofRefreshToken: "tsr_rubbish") == nil)
        // Its status is set as that of every session that was ended, and a second end changes nothing.
        try await sessions.signOut(lost.sessionID, of: account.id, asking: lost.sessionID, from: Self.phone)
        #expect(try await end(lost)?.cause == .endedElsewhere)
        #expect(try await sessions.ender(of: lost.sessionID, cause: .endedElsewhere) == ender)
        await identity.shutdown()
    }

    @Test func `SQLite knows which device ended a session, and when`() async throws {
        try await walk(SQLiteDatabase.inMemory())
    }

    @Test(.enabled(if: PostgresForTests.isThere, "\(PostgresForTests.isAbsent)"))
    func `PostgreSQL knows it, too`() async throws {
        try await PostgresForTests.withDatabase { try await walk($0) }
    }
}
