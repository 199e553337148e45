import Persistence

extension ConformanceSuite {
    static let concurrencyCases: [ConformanceCase] = [
        ConformanceCase("many tasks that count one row up get as many numbers") { database in
            try await createCounters(database)
            try await database.write { try $0.execute("INSERT INTO counters (name, n) VALUES ('a', 0)") }
            let numbers = try await withThrowingTaskGroup(of: [Int64].self) { group in
                for _ in 0..<32 {
                    group.addTask {
                        var numbers: [Int64] = []
                        for _ in 0..<10 {
                            let row = try await database.write { transaction in
                                try transaction.row("UPDATE counters SET n = n + 1 WHERE name = 'a' RETURNING n")
                            }
                            if let row { numbers.append(try row.integer("n")) }
                        }
                        return numbers
                    }
                }
                var all: [Int64] = []
                for try await numbers in group { all += numbers }
                return all
            }
            try expectEqual(numbers.sorted(), Array(1...320))
        },
        ConformanceCase("a conditional update is won by exactly one") { database in
            try await createCounters(database)
            try await database.write { try $0.execute("INSERT INTO counters (name, n) VALUES ('generation', 0)") }
            for generation in 0..<10 {
                let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for _ in 0..<32 {
                        group.addTask {
                            try await database.write { transaction in
                                try transaction.row(
                                    """
                                    UPDATE counters SET n = \(generation + 1)
                                    WHERE name = 'generation' AND n = \(generation) RETURNING n
                                    """
                                ) != nil
                            }
                        }
                    }
                    var winners = 0
                    for try await hasWon in group where hasWon { winners += 1 }
                    return winners
                }
                try expectEqual(winners, 1)
            }
        },
        ConformanceCase("read-then-write in one body loses no update") { database in
            try await createCounters(database)
            try await database.write { try $0.execute("INSERT INTO counters (name, n) VALUES ('a', 0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<64 {
                    group.addTask {
                        try await database.write { transaction in
                            let n = try transaction.row("SELECT n FROM counters WHERE name = 'a'")?.integer("n") ?? 0
                            try transaction.execute("UPDATE counters SET n = \(n + 1) WHERE name = 'a'")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let n = try await database.read { try $0.row("SELECT n FROM counters")?.integer("n") }
            try expectEqual(n, 64)
        },
        ConformanceCase("a read sees one state, whatever is written meanwhile") { database in
            try await createCounters(database)
            try await database.write { try $0.execute("INSERT INTO counters (name, n) VALUES ('a', 1000), ('b', 0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for _ in 0..<200 {
                        try await database.write { transaction in
                            try transaction.execute("UPDATE counters SET n = n - 1 WHERE name = 'a'")
                            try transaction.execute("UPDATE counters SET n = n + 1 WHERE name = 'b'")
                        }
                    }
                }
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<200 {
                            let sum = try await database.read { transaction in
                                let a = try transaction.row("SELECT n FROM counters WHERE name = 'a'")?.integer("n")
                                for _ in 0..<5 { _ = try transaction.rows("SELECT COUNT(*) AS c FROM counters") }
                                let b = try transaction.row("SELECT n FROM counters WHERE name = 'b'")?.integer("n")
                                return (a ?? 0) + (b ?? 0)
                            }
                            try expectEqual(sum, 1000)
                        }
                    }
                }
                try await group.waitForAll()
            }
        },
        ConformanceCase("many writes at once, and many rows in one write, are all kept") { database in
            try await createCounters(database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<1000 {
                    group.addTask {
                        _ = try await database.write { transaction in
                            try transaction.execute("INSERT INTO counters (name, n) VALUES (\("w\(number)"), 1)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await database.write { transaction in
                for number in 0..<5000 {
                    try transaction.execute("INSERT INTO counters (name, n) VALUES (\("r\(number)"), 1)")
                }
            }
            let rows = try await database.read { try $0.rows("SELECT name FROM counters") }
            try expectEqual(rows.count, 6000)
        },
        ConformanceCase("a cancelled task's write is done and answered") { database in
            try await createCounters(database)
            let answered = await withTaskGroup(of: Int?.self) { group in
                for number in 0..<50 {
                    group.addTask { () async -> Int? in
                        let write: @Sendable (any Transaction) throws -> Int = { transaction in
                            try transaction.execute(
                                "INSERT INTO counters (name, n) VALUES (\("c\(number)"), \(number))"
                            )
                            return number
                        }
                        return try? await database.write(write)
                    }
                }
                group.cancelAll()
                var answered: [Int64] = []
                for await number in group { if let number { answered.append(Int64(number)) } }
                return answered.sorted()
            }
            try expectEqual(answered, Array(0..<50))
            let found = try await database.read { transaction in
                try transaction.rows("SELECT n FROM counters ORDER BY n").map { try $0.integer("n") }
            }
            try expectEqual(found, answered)
        },
        ConformanceCase("closing answers every write that was asked for") { database in
            try await createCounters(database)
            let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        do {
                            try await database.write { transaction in
                                try transaction.execute("INSERT INTO counters (name, n) VALUES (\("w\(number)"), 1)")
                            }
                            return true
                        } catch let error as PersistenceError where error.code == .closed {
                            return false
                        }
                    }
                }
                group.addTask {
                    try await database.close()
                    return false
                }
                var outcomes = 0
                for try await _ in group { outcomes += 1 }
                return outcomes
            }
            try expectEqual(outcomes, 201)
        },
    ]
}
