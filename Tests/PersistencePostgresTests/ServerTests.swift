import Persistence
import PersistencePostgres
import Synchronization
import TestSupport
import Testing

@Suite(.enabled(if: PostgresForTests.isThere, Comment(rawValue: PostgresForTests.isAbsent)))
struct `What PostgreSQL does to its clients` {
    @Test func `connections that the server has closed are replaced, and nobody notices`() async throws {
        try await PostgresForTests.withDatabase { database in
            try await Self.createCounter(database)
            for _ in 0..<3 {
                try await Self.closeConnections(of: database)
                let n = try await database.write { connection in
                    try connection.row("UPDATE counter SET n = n + 1 RETURNING n")?.integer("n")
                }
                #expect(n != nil)
                let isCounted = try await database.read { try $0.exists("SELECT 1 FROM counter WHERE n > 0") }
                #expect(isCounted)
            }
            let count = try await Self.count(database)
            #expect(count == 3)
            #expect(database.statistics.retries > 0)
        }
    }

    @Test func `a body that loses its connection is run again, and none of its first run is kept`() async throws {
        try await PostgresForTests.withDatabase { database in
            try await Self.createCounter(database)
            let runs = Runs()
            try await database.write { connection in
                try connection.execute("UPDATE counter SET n = n + 1")
                if runs.count() == 1 {
                    let other = try connection.rows(
                        "SELECT CAST(pg_terminate_backend(pg_backend_pid()) AS BOOLEAN) AS done"
                    )
                    #expect(other.isEmpty)
                }
            }
            #expect(runs.number == 2)
            let count = try await Self.count(database)
            #expect(count == 1)
        }
    }

    @Test(arguments: [Isolation.serializable, .readCommitted, .grouped])
    func `a write whose COMMIT is not answered is never run again, and its caller is told`(
        isolation: Isolation
    ) async throws {
        try await PostgresForTests.withDatabase { database in
            try await Self.createCounter(database)
            try await database.write { connection in
                // The server's process ends in the middle of the COMMIT.
                try connection.execute(
                    """
                    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $do$ BEGIN
                    PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $do$
                    """
                )
                try connection.execute(
                    """
                    CREATE CONSTRAINT TRIGGER die AFTER UPDATE ON counter DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION die()
                    """
                )
            }
            let runs = Runs()
            let error = await #expect(throws: PersistenceError.self) {
                try await database.write(isolation: isolation) { connection in
                    _ = runs.count()
                    try connection.execute("UPDATE counter SET n = n + 1")
                }
            }
            #expect(error?.code == .unavailable)
            #expect(error?.isOutcomeUnknown == true)
            #expect(error?.message.contains("is not known") == true)
            #expect(runs.number == 1)
        }
    }

    @Test(arguments: [nil, .serializable, .readCommitted, .grouped] as [Isolation?])
    func `a row that misses what was asked for ends its connection and is no mistake of the one who asked`(
        isolation: Isolation?
    ) async throws {
        try await PostgresForTests.withDatabase(options: PostgresOptions(connectionCount: 1)) { database in
            let runs = Runs()
            let body: @Sendable (any Transaction) throws -> String? = { connection in
                _ = runs.count()
                return try connection.row("SELECT CAST('ada' AS TEXT) AS name")?.text("ended_at")
            }
            let error = await #expect(throws: PersistenceError.self) {
                if let isolation {
                    _ = try await database.write(isolation: isolation, body)
                } else {
                    _ = try await database.read(body)
                }
            }
            #expect(error?.code == .unavailable && error?.isOutcomeUnknown == false)
            // Once more on another connection, and each of the two is closed.
            #expect(runs.number == 2)
            let answers = try await database.read { try $0.exists("SELECT 1") }
            #expect(answers)
            #expect(database.statistics.connects == 3)
        }
    }

    @Test func `a statement that takes too long is given up, and the connection goes on`() async throws {
        let options = PostgresOptions(connectionCount: 1, statementTimeout: .milliseconds(100))
        try await PostgresForTests.withDatabase(options: options) { database in
            let error = await #expect(throws: PersistenceError.self) {
                try await database.read { try $0.rows("SELECT CAST(pg_sleep(20) AS TEXT) AS slept") }
            }
            #expect(error?.code == .busy)
            let answers = try await database.read { try $0.exists("SELECT 1") }
            #expect(answers)
            #expect(database.statistics.connects == 1)
        }
    }

    @Test func `writes that may share a commit do, and one that fails takes none of the others with it`() async throws {
        struct Refused: Error {}
        try await PostgresForTests.withDatabase(options: PostgresOptions(connectionCount: 2)) { database in
            try await database.write { try $0.execute("CREATE TABLE numbers (n BIGINT PRIMARY KEY)") }
            let before = database.statistics
            let kept = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<400 {
                    group.addTask {
                        do {
                            try await database.write(isolation: .grouped) { connection in
                                try connection.execute("INSERT INTO numbers VALUES (\(number))")
                                if number % 100 == 99 { throw Refused() }
                            }
                            return true
                        } catch {
                            return false
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(kept == 396)
            let rows = try await database.read { try $0.row("SELECT COUNT(*) AS count FROM numbers")?.integer("count") }
            #expect(rows == 396)
            #expect(database.statistics.writes - before.writes == 400)
            #expect(database.statistics.commits - before.commits < 396)
        }
    }

    @Test func `two writes that wait for each other are both done in the end`() async throws {
        try await PostgresForTests.withDatabase { database in
            try await database.write { connection in
                try connection.execute("CREATE TABLE places (id BIGINT PRIMARY KEY, n BIGINT NOT NULL)")
                try connection.execute("INSERT INTO places VALUES (1, 0), (2, 0)")
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<4 {
                    let (first, second) = number % 2 == 0 ? (1, 2) : (2, 1)
                    group.addTask {
                        try await database.write(isolation: .readCommitted) { connection in
                            try connection.execute("UPDATE places SET n = n + 1 WHERE id = \(first)")
                            try connection.execute("UPDATE places SET n = n + 1 WHERE id = \(second)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let rows = try await database.read { try $0.rows("SELECT n FROM places").map { try $0.integer("n") } }
            #expect(rows == [4, 4])
        }
    }

    @Test func `who comes when too many wait is told at once`() async throws {
        let options = PostgresOptions(connectionCount: 1, maximumWaiting: 2)
        try await PostgresForTests.withDatabase(options: options) { database in
            let outcomes = await withTaskGroup(of: PersistenceError.Code?.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        do {
                            _ = try await database.read { try $0.rows("SELECT CAST(pg_sleep(0.05) AS TEXT) AS slept") }
                            return nil
                        } catch {
                            return (error as? PersistenceError)?.code
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == nil } >= 2)
            #expect(outcomes.contains(.busy))
            #expect(outcomes.allSatisfy { $0 == nil || $0 == .busy })
        }
    }

    @Test func `a sum of bigints is an integer, and a fraction is refused`() async throws {
        try await PostgresForTests.withDatabase { database in
            let row = try await database.read { connection in
                try connection.row(
                    """
                    SELECT SUM(n) AS large, SUM(-n) AS small, SUM(0 * n) AS none, COUNT(*) AS count
                    FROM (VALUES (CAST(9223372036854775800 AS BIGINT)), (7)) AS numbers (n)
                    """
                )
            }
            #expect(try row?.integer("large") == .max)
            #expect(try row?.integer("small") == -.max)
            #expect(try row?.integer("none") == 0)
            #expect(try row?.integer("count") == 2)
            await #expect(throws: PersistenceError.self) {
                try await database.read { try $0.rows("SELECT 1.5 AS n") }
            }
            let answers = try await database.read { try $0.exists("SELECT 1") }
            #expect(answers)
        }
    }

    @Test func `a server that nobody finds is told without the password`() async throws {
        let address = try PostgresAddress("postgresql://ada:hidden-word@127.0.0.1:1/tessera")
        let error = await #expect(throws: PersistenceError.self) {
            try await PostgresDatabase(address, options: PostgresOptions(connectionCount: 1))
        }
        #expect(error?.code == .unavailable)
        #expect(error.map { "\($0)".contains("hidden-word") } == false)
    }

    private static func count(_ database: PostgresDatabase) async throws -> Int64? {
        try await database.read { try $0.row("SELECT n FROM counter")?.integer("n") }
    }

    private static func createCounter(_ database: PostgresDatabase) async throws {
        try await database.write { connection in
            try connection.execute("CREATE TABLE counter (n BIGINT NOT NULL)")
            try connection.execute("INSERT INTO counter VALUES (0)")
        }
    }

    /// Closes every connection of a test's database.
    private static func closeConnections(of database: PostgresDatabase) async throws {
        let other = try await PostgresDatabase(database.address, options: PostgresOptions(connectionCount: 1))
        _ = try await other.read { connection in
            try connection.rows(
                """
                SELECT CAST(pg_terminate_backend(pid) AS BOOLEAN) AS done FROM pg_stat_activity
                WHERE application_name = current_setting('application_name') AND pid <> pg_backend_pid()
                """
            )
        }
        try await other.close()
    }
}

/// Counts the runs of a body.
private final class Runs: Sendable {
    private let value = Atomic(0)

    /// The number of this run.
    func count() -> Int { value.add(1, ordering: .relaxed).newValue }

    var number: Int { value.load(ordering: .relaxed) }
}
