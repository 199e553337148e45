import Persistence

extension ConformanceSuite {
    static let migrationCases: [ConformanceCase] = [
        ConformanceCase("migrations are applied in order, once, and later ones on top") { database in
            try expectEqual(try await database.migrate(Array(history.prefix(2))), ["0001 people", "0002 names"])
            try expectEqual(try await database.migrate(Array(history.prefix(2))), [])
            try expectEqual(try await database.migrate(history), ["0003 first person"])
            try expectEqual(try await database.migrate(history), [])
            let row = try await database.read { try $0.row("SELECT name FROM people WHERE id = \(1)") }
            try expectEqual(row?.text("name"), "it's the first")
        },
        ConformanceCase("a failing migration leaves nothing, and those before it stay") { database in
            let broken = Migration(
                "0002 broken",
                [
                    "CREATE TABLE half (id \(type: .bigint) NOT NULL PRIMARY KEY) \(options: .strict)",
                    "INSERT INTO people (id) VALUES (1)", "INSERT INTO people (id) VALUES (1)",
                ]
            )
            do {
                _ = try await database.migrate([history[0], broken])
                throw ConformanceFailure(description: "the broken migration was applied")
            } catch let error as PersistenceError {
                try expectEqual(error.code, .uniqueViolation)
                try expect(error.message.contains("0002 broken"), "the message does not name the migration: \(error)")
            }
            try expect(try await database.read { try !$0.exists("SELECT 1 FROM people") }, "a row was left")
            try await expectFailure(.other) { _ = try await database.read { try $0.rows("SELECT id FROM half") } }
            try expectEqual(try await database.migrate(history), ["0002 names", "0003 first person"])
        },
        ConformanceCase("a changed migration is refused") { database in
            _ = try await database.migrate(history)
            let changed = Migration("0002 names", ["ALTER TABLE people ADD COLUMN name \(type: .bytes)"])
            try await expectFailure(.migrationChanged) {
                _ = try await database.migrate([history[0], changed, history[2]])
            }
        },
        ConformanceCase("a migration in another place, or a name given twice, is refused") { database in
            _ = try await database.migrate(history)
            try await expectFailure(.migrationChanged) {
                _ = try await database.migrate([history[1], history[0], history[2]])
            }
            try await expectFailure(.migrationChanged) { _ = try await database.migrate(history + [history[0]]) }
        },
        ConformanceCase("a database of a newer program is refused") { database in
            _ = try await database.migrate(history)
            do {
                _ = try await database.migrate(Array(history.prefix(2)))
                throw ConformanceFailure(description: "the newer database was accepted")
            } catch let error as PersistenceError {
                try expectEqual(error.code, .schemaTooNew)
                try expect(error.message.contains("newer version"), "the message says no remedy: \(error)")
            }
        },
        ConformanceCase("programs that start at once migrate once") { database in
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<8 { group.addTask { try await database.migrate(history) } }
                var all: [String] = []
                for try await names in group { all += names }
                return all
            }
            try expectEqual(applied.sorted(), history.map(\.name))
        },
        ConformanceCase("the time of a migration is recorded in milliseconds") { database in
            _ = try await database.migrate(history)
            let times = try await database.read { transaction in
                try transaction.rows("SELECT applied_at FROM tessera_migrations").map { try $0.integer("applied_at") }
            }
            // After 2020 and before 2200: seconds or microseconds would lie outside.
            try expect(times.allSatisfy { (1_577_836_800_000..<7_258_118_400_000).contains($0) }, "times \(times)")
        },
    ]

    private static let history = [
        Migration(
            "0001 people",
            ["CREATE TABLE people (id \(type: .bigint) NOT NULL PRIMARY KEY) \(options: .strict)"]
        ),
        Migration("0002 names", ["ALTER TABLE people ADD COLUMN name \(type: .text)"]),
        Migration("0003 first person", ["INSERT INTO people (id, name) VALUES (\(1), \("it's the first"))"]),
    ]
}
