import Logging
import Persistence
import TesseraTesting
import TestSupport
import Testing

@testable import Identity

extension TestWorld {
    /// The same rules over the same database, looked on or measured in another way.
    func identity(
        on database: any Database,
        time: TimeSource? = nil,
        random: TestRandom = TestRandom(seed: 99)
    ) async throws -> IdentitySystem {
        try await IdentitySystem(
            database: database,
            masterSecret: secret,
            configuration: identity.configuration,
            time: time ?? clock.source,
            random: random.source,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    /// How many rows a query counts as `n`.
    func count(_ sql: SQL) async throws -> Int64 {
        try await database.read { try $0.row(sql)?.integer("n") ?? -1 }
    }

    /// Adds sessions of an account, by statement: the whole way would hash a password for each.
    ///
    /// - Parameters:
    ///   - numbers: give each its identifier, and its position in the status lists.
    ///   - account: whose they are.
    ///   - idleExpiresAt: until when they live.
    ///   - endedAt: when they were ended; nil for those that were not.
    func addSessions(
        _ numbers: Range<Int>,
        of account: AccountID,
        idleExpiresAt: Timestamp,
        endedAt: Timestamp? = nil
    ) async throws {
        let now = clock.moment.milliseconds
        try await database.write { transaction in
            for number in numbers {
                let id = SessionID(
                    unchecked: (0..<16).map {
                        $0 == 0 ? 1 : $0 < 8 ? UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) : 0
                    }
                )
                try transaction.execute(
                    """
                    INSERT INTO sessions (
                        id, account_id, client_id, transport, scope, methods, generation, created_at, authenticated_at,
                        last_seen_at, idle_expires_at, expires_at, created_address, last_address, status_position,
                        ended_at, end_cause
                    ) VALUES (
                        \(id), \(account), 'first-party', 'body', 'account', 'pwd', 0, \(now), \(now), \(now),
                        \(idleExpiresAt.milliseconds), \(idleExpiresAt.milliseconds), '192.0.2.1', '192.0.2.1', \(number),
                        \(endedAt?.milliseconds), \(endedAt.map { _ in "signed_out" })
                    )
                    """
                )
            }
            try transaction.execute(
                "UPDATE status_state SET next_position = \(numbers.upperBound) WHERE next_position < \(numbers.upperBound)"
            )
        }
    }

    /// One row that is due of each kind that is swept, but for free pages.
    func addOneOfEach() async throws {
        let account = try await register()
        try await addSessions(0..<1, of: account.id, idleExpiresAt: clock.moment + .seconds(60))
        try await addSessions(1..<2, of: account.id, idleExpiresAt: clock.moment + .seconds(60), endedAt: clock.moment)
        _ = try await identity.setup.issueToken()
        _ = try await signIn()
        _ = try await refusal {
            try await self.identity.signIn.withPassword(
                identifier: "ada",
                password: "wrong horse battery staple",
                options: SignInOptions(),
                from: Self.elsewhere
            )
        }
        let key = try await identity.signingKeys.rotate(immediately: true, by: .command)
        _ = try await identity.signingKeys.revoke(key.id, reason: "test", by: .command)
        let stream = try await identity.verifiers.connect(name: "one", address: "192.0.2.1")
        _ = try await identity.verifiers.connect(name: "two", address: "192.0.2.2")
        #expect(try await identity.verifiers.confirm(StatusEventID(sequence: 1, moment: clock.moment), on: stream))
        try await identity.verifiers.disconnect(stream)
    }

    /// A verifier that is connected now confirms whatever was revoked, however long ago.
    func confirmLate() async throws {
        let stream = try await identity.verifiers.connect(name: "late", address: "192.0.2.3")
        #expect(try await identity.verifiers.confirm(StatusEventID(sequence: 1, moment: clock.moment), on: stream))
    }
}
