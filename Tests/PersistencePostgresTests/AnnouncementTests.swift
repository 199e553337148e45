import Persistence
import PersistencePostgres
import TestSupport
import Testing

@Suite(.enabled(if: PostgresForTests.isThere, Comment(rawValue: PostgresForTests.isAbsent)))
struct `Announcements between nodes on PostgreSQL` {
    @Test func `arrive when the write that makes them commits, and never when it does not`() async throws {
        try await PostgresForTests.withDatabase { database in
            let other = try await PostgresDatabase(database.address)
            var heard = other.announcements().makeAsyncIterator()
            for _ in 0..<Self.atTheBeginning { _ = await heard.next() }
            struct Refused: Error {}
            try? await database.write { connection in
                try connection.announce(.signingKeys)
                throw Refused()
            }
            try await database.write { try $0.announce(.clients) }
            #expect(await heard.next() == .clients)
            try await database.write(isolation: .readCommitted) { try $0.announce(.revocations) }
            #expect(await heard.next() == .revocations)
            try await other.close()
            #expect(await heard.next() == nil)
        }
    }

    @Test func `begin again with every kind after a lost connection`() async throws {
        try await PostgresForTests.withDatabase { database in
            let other = try await PostgresDatabase(database.address)
            var heard = other.announcements().makeAsyncIterator()
            for _ in 0..<Self.atTheBeginning { _ = await heard.next() }
            try await database.write { try $0.announce(.clients) }
            #expect(await heard.next() == .clients)
            _ = try await database.read { connection in
                try connection.rows(
                    """
                    SELECT CAST(pg_terminate_backend(pid) AS BOOLEAN) AS done FROM pg_stat_activity
                    WHERE query = 'LISTEN tessera' AND application_name = current_setting('application_name')
                    """
                )
            }
            var kinds: Set<Announcement> = []
            while kinds.count < Announcement.allCases.count, let kind = await heard.next() { kinds.insert(kind) }
            #expect(kinds == Set(Announcement.allCases))
            try await other.close()
        }
    }

    @Test func `end for a database that is closed`() async throws {
        try await PostgresForTests.withDatabase { database in
            try await database.close()
            var kinds = 0
            for await _ in database.announcements() { kinds += 1 }
            #expect(kinds == 0)
        }
    }

    /// How many come at the beginning: every kind at once, and every kind when it listens.
    private static let atTheBeginning = 2 * Announcement.allCases.count
}
