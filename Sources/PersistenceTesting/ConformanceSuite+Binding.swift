import Persistence

extension ConformanceSuite {
    static let bindingCases: [ConformanceCase] = [
        ConformanceCase("a bound text is never taken for SQL") { database in
            try await createCounters(database)
            let attacks = [
                "x'); DROP TABLE counters; --", "' OR '1'='1", "\"; DELETE FROM counters; --", "a\\'; --", "$1", "?",
                ":name", "/*", "';", "%", "_", "\u{2019}; DROP TABLE counters; --",
            ]
            for attack in attacks {
                try await database.write { transaction in
                    try transaction.execute("INSERT INTO counters (name, n) VALUES (\(attack), 1)")
                }
                let found = try await database.read { transaction in
                    try transaction.rows("SELECT name FROM counters WHERE name = \(attack)").map { try $0.text("name") }
                }
                try expectEqual(found, [attack])
            }
            let count = try await database.read { transaction in
                try transaction.row("SELECT COUNT(*) AS count FROM counters")?.integer("count")
            }
            try expectEqual(count, Int64(attacks.count))
        },
        ConformanceCase("a failing write does not show its values") { database in
            try await createCounters(database)
            let secret = "a-value-that-no-log-may-show"
            for _ in 0..<2 {
                do {
                    try await database.write { transaction in
                        try transaction.execute("INSERT INTO counters (name, n) VALUES (\(secret), 1)")
                    }
                } catch let error as PersistenceError {
                    try expectEqual(error.code, .uniqueViolation)
                    try expect(!String(reflecting: error).contains(secret), "the error shows a bound value")
                    return
                }
            }
            throw ConformanceFailure(description: "the second write was not refused")
        },
    ]
}
