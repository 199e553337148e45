import Persistence

/// An error of a body, which must come back as it is.
struct BodyError: Error, Equatable {
    let number: Int
}

extension ConformanceSuite {
    static let isolationCases: [ConformanceCase] = [Isolation.serializable, .readCommitted, .grouped].map { isolation in
        ConformanceCase("throwing bodies do not disturb those that commit beside them, \(isolation)") { database in
            try await createCounters(database)
            let kept = try await withThrowingTaskGroup(of: Int?.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        do {
                            try await database.write(isolation: isolation) { transaction in
                                try transaction.execute(
                                    "INSERT INTO counters (name, n) VALUES (\(String(number)), \(number))"
                                )
                                if number % 3 == 1 { throw BodyError(number: number) }
                                if number % 3 == 2 {
                                    try transaction.execute("INSERT INTO counters (name) VALUES ('x')")
                                }
                            }
                            return number
                        } catch let error as BodyError {
                            try expectEqual(error.number, number)
                        } catch let error as PersistenceError {
                            try expectEqual(error.code, .notNullViolation)
                        }
                        return nil
                    }
                }
                var kept: [Int64] = []
                for try await number in group { if let number { kept.append(Int64(number)) } }
                return kept.sorted()
            }
            try expectEqual(kept, (0..<100).map { $0 * 3 })
            let found = try await database.read { transaction in
                try transaction.rows("SELECT n FROM counters ORDER BY n").map { try $0.integer("n") }
            }
            try expectEqual(found, kept)
        }
    }

    static let transactionCases: [ConformanceCase] = [
        ConformanceCase("a body that throws changes nothing, and its own error comes back") { database in
            try await createCounters(database)
            do {
                try await database.write { transaction in
                    try transaction.execute("INSERT INTO counters (name, n) VALUES ('a', 1)")
                    throw BodyError(number: 7)
                }
                throw ConformanceFailure(description: "nothing was thrown")
            } catch let error as BodyError {
                try expectEqual(error, BodyError(number: 7))
            }
            try expect(try await database.read { try !$0.exists("SELECT 1 FROM counters") }, "a row was written")
        },
        ConformanceCase("a body sees its own writes") { database in
            try await createCounters(database)
            let seen = try await database.write { transaction in
                try transaction.execute("INSERT INTO counters (name, n) VALUES ('a', 1)")
                return try transaction.row("SELECT n FROM counters WHERE name = 'a'")?.integer("n")
            }
            try expectEqual(seen, 1)
        },
        ConformanceCase("a failed statement fails its write, even when the body ignores it") { database in
            try await createCounters(database)
            try await expectFailure(.uniqueViolation) {
                try await database.write { transaction in
                    try transaction.execute("INSERT INTO counters (name, n) VALUES ('a', 1)")
                    _ = try? transaction.execute("INSERT INTO counters (name, n) VALUES ('a', 2)")
                    _ = try? transaction.execute("INSERT INTO counters (name, n) VALUES ('b', 1)")
                }
            }
            try expect(try await database.read { try !$0.exists("SELECT 1 FROM counters") }, "a row was written")
        },
        ConformanceCase("a read cannot write") { database in
            try await createCounters(database)
            try await expectFailure(.readOnly) {
                try await database.read { try $0.execute("INSERT INTO counters (name, n) VALUES ('a', 1)") }
            }
            try await expectFailure(.readOnly) {
                try await database.read { try $0.execute("CREATE TABLE other (id \(type: .bigint))") }
            }
            try expect(try await database.read { try !$0.exists("SELECT 1 FROM counters") }, "a row was written")
        },
        ConformanceCase("an answered write is seen by every later read") { database in
            try await createCounters(database)
            try await database.write { try $0.execute("INSERT INTO counters (name, n) VALUES ('a', 0)") }
            for expected in 1...100 as ClosedRange<Int64> {
                try await database.write { try $0.execute("UPDATE counters SET n = \(expected)") }
                let n = try await database.read { try $0.row("SELECT n FROM counters")?.integer("n") }
                try expectEqual(n, expected)
            }
        },
        ConformanceCase("a constraint that is checked at the commit fails its own write alone") { database in
            try await database.write { transaction in
                try transaction.execute(
                    "CREATE TABLE parents (id \(type: .bigint) NOT NULL PRIMARY KEY) \(options: .strict)"
                )
                try transaction.execute(
                    """
                    CREATE TABLE children (
                        id \(type: .bigint) NOT NULL PRIMARY KEY,
                        parent \(type: .bigint) NOT NULL REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED
                    ) \(options: .strict)
                    """
                )
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let write: @Sendable () async throws -> Void = {
                            try await database.write { transaction in
                                try transaction.execute(
                                    "INSERT INTO children (id, parent) VALUES (\(number), \(number))"
                                )
                                if number % 10 != 0 {
                                    try transaction.execute("INSERT INTO parents (id) VALUES (\(number))")
                                }
                            }
                        }
                        if number % 10 == 0 {
                            try await expectFailure(.foreignKeyViolation) { try await write() }
                        } else {
                            try await write()
                        }
                    }
                }
                try await group.waitForAll()
            }
            let count = try await database.read { try $0.rows("SELECT id FROM children").count }
            try expectEqual(count, 54)
        },
        ConformanceCase("a closed database says so") { database in
            try await createCounters(database)
            try await database.close()
            try await database.close()
            try await expectFailure(.closed) { _ = try await database.read { try $0.rows("SELECT 1 AS one") } }
            try await expectFailure(.closed) { try await database.write { try $0.execute("DELETE FROM counters") } }
        },
    ]
}
