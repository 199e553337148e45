import Persistence

extension ConformanceSuite {
    static let statementCases: [ConformanceCase] = [
        ConformanceCase("the number of changed rows is told, without cascades") { database in
            let counts = try await database.write { transaction in
                let created = try transaction.execute(
                    "CREATE TABLE parent (id \(type: .bigint) NOT NULL PRIMARY KEY) \(options: .strict)"
                )
                try transaction.execute(
                    """
                    CREATE TABLE child (
                        id \(type: .bigint) NOT NULL PRIMARY KEY,
                        parent \(type: .bigint) NOT NULL REFERENCES parent (id) ON DELETE CASCADE
                    ) \(options: .strict)
                    """
                )
                let inserted = try transaction.execute("INSERT INTO parent (id) VALUES (1), (2), (3)")
                try transaction.execute("INSERT INTO child (id, parent) VALUES (1, 1), (2, 1)")
                let untouched = try transaction.execute("UPDATE parent SET id = id WHERE id = \(9)")
                let updated = try transaction.execute("UPDATE parent SET id = id + 10 WHERE id > \(1)")
                let deleted = try transaction.execute("DELETE FROM parent WHERE id = \(1)")
                let indexed = try transaction.execute("CREATE INDEX child_parent ON child (parent)")
                return [created, inserted, untouched, updated, deleted, indexed]
            }
            try expectEqual(counts, [0, 3, 0, 2, 1, 0])
            try expect(try await database.read { try !$0.exists("SELECT 1 FROM child") }, "the cascade did not happen")
        },
        ConformanceCase("RETURNING gives the changed rows") { database in
            try await createCounters(database)
            let inserted = try await database.write { transaction in
                try transaction.rows("INSERT INTO counters (name, n) VALUES ('a', 1), ('b', 2) RETURNING name, n")
            }
            try expectEqual(inserted.map { try $0.integer("n") }.sorted(), [1, 2])
            let updated = try await database.write { transaction in
                try transaction.row("UPDATE counters SET n = n + \(5) WHERE name = \("b") RETURNING n AS next")
            }
            try expectEqual(updated?.integer("next"), 7)
            let none = try await database.write { transaction in
                try transaction.row("UPDATE counters SET n = 0 WHERE name = \("c") RETURNING n")
            }
            try expect(none == nil, "a row came from nowhere")
            let deleted = try await database.write { transaction in
                try transaction.rows("DELETE FROM counters WHERE n > \(0) RETURNING name")
            }
            try expectEqual(deleted.map { try $0.text("name") }.sorted(), ["a", "b"])
        },
        ConformanceCase("ON CONFLICT updates, or does nothing and returns no row") { database in
            try await createCounters(database)
            for expected in [1, 2, 3] as [Int64] {
                let row = try await database.write { transaction in
                    try transaction.row(
                        """
                        INSERT INTO counters (name, n) VALUES (\("a"), 1)
                        ON CONFLICT (name) DO UPDATE SET n = counters.n + 1 RETURNING n
                        """
                    )
                }
                try expectEqual(row?.integer("n"), expected)
            }
            let row = try await database.write { transaction in
                try transaction.row(
                    "INSERT INTO counters (name, n) VALUES (\("a"), 1) ON CONFLICT (name) DO NOTHING RETURNING n"
                )
            }
            try expect(row == nil, "a conflicting row was returned")
        },
        ConformanceCase("common table expressions, lists and embedded parts work") { database in
            try await createCounters(database)
            try await database.write { transaction in
                try transaction.execute("INSERT INTO counters (name, n) VALUES ('a', 1), ('b', 2), ('c', 3), ('d', 4)")
            }
            let condition: SQL = "n IN \([1, 2, 4]) AND name <> \("a")"
            let rows = try await database.read { transaction in
                try transaction.rows(
                    "WITH chosen AS (SELECT name, n FROM counters WHERE \(condition)) SELECT name FROM chosen ORDER BY n"
                )
            }
            try expectEqual(rows.map { try $0.text("name") }, ["b", "d"])
            let columns: SQL = ["name", "n"].joined(separator: ", ")
            let row = try await database.read { transaction in
                try transaction.row("SELECT \(columns) FROM \(identifier: "counters") WHERE name = \("c")")
            }
            try expectEqual(row?.columns, ["name", "n"])
            try await expectFailure(.invalidValue) {
                _ = try await database.read { try $0.rows("SELECT n FROM counters WHERE n IN \([] as [Int])") }
            }
        },
        ConformanceCase("identity keys grow and are never given twice") { database in
            try await database.write { transaction in
                try transaction.execute(
                    "CREATE TABLE events (id \(type: .identity), name \(type: .text) NOT NULL) \(options: .strict)"
                )
            }
            let insert: @Sendable (any Transaction) throws -> Int64? = { transaction in
                try transaction.row("INSERT INTO events (name) VALUES ('x') RETURNING id")?.integer("id")
            }
            let first = try await database.write(insert)
            let second = try await database.write(insert)
            try await database.write { transaction in
                try transaction.execute("DELETE FROM events WHERE id = \(second)")
            }
            let third = try await database.write(insert)
            guard let first, let second, let third else {
                throw ConformanceFailure(description: "no identity came back")
            }
            try expect(first < second && second < third, "\(first), \(second), \(third) do not grow")
        },
        ConformanceCase("an error in the SQL is told, and leaves the database usable") { database in
            try await createCounters(database)
            try await expectFailure(.other) {
                _ = try await database.read { try $0.rows("SELECT nothing FROM nowhere") }
            }
            try await expectFailure(.other) { try await database.write { try $0.execute("UPDAT counters") } }
            try expect(try await database.read { try !$0.exists("SELECT 1 FROM counters") }, "a row came from nowhere")
        },
    ]

    /// The table that most cases use.
    static func createCounters(_ database: any Database) async throws {
        try await database.write { transaction in
            try transaction.execute(
                """
                CREATE TABLE counters (name \(type: .text) NOT NULL PRIMARY KEY, n \(type: .bigint) NOT NULL)
                \(options: .strict)
                """
            )
        }
    }
}
