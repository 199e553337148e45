import GRDB
import Persistence
import PersistenceSQLite
import Testing

@Suite struct `Space in the file` {
    @Test func `is given back in bounded steps when most of the file is empty, and what is kept serves new rows`()
        async throws
    {
        let directory = try TestDirectory()
        let database = try SQLiteDatabase(path: directory.database)
        try await database.createCounters()
        for round in 0..<40 { try await database.fill(round, kibibytes: 200) }
        #expect(try await database.read { try !$0.hasSpaceToRelease() })
        let full = try await database.pages("PRAGMA page_count")
        try await database.write { try $0.execute("DELETE FROM counters WHERE n >= 4") }
        #expect(try await database.read { try $0.hasSpaceToRelease() })

        var steps: [Int] = []
        repeat {
            let before = try await database.pages("PRAGMA page_count")
            steps.append(try await database.write { try $0.releaseSpace(atMost: 512) })
            let after = try await database.pages("PRAGMA page_count")
            // A page that lists what pages are for may go with them.
            #expect((0...1).contains(before - after - Int64(steps.last ?? -1)))
        } while steps.last == 512 && steps.count < 100
        #expect(steps.count > 5)
        #expect(try await database.read { try !$0.hasSpaceToRelease() })

        let left = try await database.pages("PRAGMA page_count")
        #expect(left < full / 4)
        #expect(try await database.pages("PRAGMA freelist_count") > 0)
        #expect(try await database.names().count == 4)
        #expect(try await database.integrityProblems() == [])
        try await database.close()
        #expect(Int64(directory.size("tessera.sqlite")) == left * 4096)
    }

    @Test func `of a file from before it could give any back is used again`() async throws {
        let directory = try TestDirectory()
        let first = try SQLiteDatabase(path: directory.database)
        try await first.createCounters()
        try await first.close()
        let queue = try DatabaseQueue(path: directory.database)
        try queue.makeFileOfOlderKind()
        try queue.close()

        let database = try SQLiteDatabase(path: directory.database)
        for round in 0..<20 { try await database.fill(round, kibibytes: 200) }
        let full = try await database.pages("PRAGMA page_count")
        try await database.write { try $0.execute("DELETE FROM counters") }
        #expect(try await database.read { try !$0.hasSpaceToRelease() })
        #expect(try await database.write { try $0.releaseSpace(atMost: 512) } == 0)
        for round in 0..<20 { try await database.fill(round, kibibytes: 200) }
        #expect(try await database.pages("PRAGMA page_count") <= full)
        try await database.close()
    }
}

extension DatabaseQueue {
    /// Rewrites the file as SQLite makes it when nobody says how.
    fileprivate func makeFileOfOlderKind() throws {
        try writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA auto_vacuum = NONE")
            try database.execute(sql: "VACUUM")
        }
    }
}
