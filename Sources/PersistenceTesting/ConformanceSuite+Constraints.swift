import Persistence

extension ConformanceSuite {
    static let constraintCases: [ConformanceCase] = [
        ConformanceCase("each constraint is refused by its own code and name") { database in
            try await createAccounts(database)
            try await expectFailure(.uniqueViolation, constraint: "accounts.id") {
                try await insertAccount(database, id: 1, email: "b", country: 1, number: 2)
            }
            try await expectFailure(.uniqueViolation, constraint: "accounts.email") {
                try await insertAccount(database, id: 2, email: "a", country: 1, number: 2)
            }
            try await expectFailure(.uniqueViolation, constraint: "accounts.country, accounts.number") {
                try await insertAccount(database, id: 2, email: "b", country: 1, number: 1)
            }
            try await expectFailure(.notNullViolation, constraint: "accounts.email") {
                try await insertAccount(database, id: 2, email: nil, country: 1, number: 2)
            }
            try await expectFailure(.checkViolation, constraint: "number_is_positive") {
                try await insertAccount(database, id: 2, email: "b", country: 1, number: 0)
            }
            try await expectFailure(.foreignKeyViolation) {
                try await insertAccount(database, id: 2, email: "b", country: 9, number: 2)
            }
            try await expectFailure(.foreignKeyViolation) {
                try await database.write { try $0.execute("DELETE FROM countries WHERE id = 1") }
            }
            let count = try await database.read { try $0.rows("SELECT id FROM accounts").count }
            try expectEqual(count, 1)
        },
        ConformanceCase("a partial unique index holds for its rows alone") { database in
            try await database.write { transaction in
                try transaction.execute(
                    """
                    CREATE TABLE keys (id \(type: .bigint) NOT NULL PRIMARY KEY, is_current \(type: .bool) NOT NULL)
                    \(options: .strict)
                    """
                )
                try transaction.execute("CREATE UNIQUE INDEX one_current_key ON keys (is_current) WHERE is_current")
                try transaction.execute("INSERT INTO keys VALUES (1, \(true)), (2, \(false)), (3, \(false))")
            }
            try await expectFailure(.uniqueViolation) {
                try await database.write { try $0.execute("INSERT INTO keys VALUES (4, \(true))") }
            }
        },
        ConformanceCase("a value of another type is refused by the column") { database in
            try await createCounters(database)
            try await expectFailure(.columnType) {
                try await database.write { transaction in
                    try transaction.execute("INSERT INTO counters (name, n) VALUES ('a', \("not a number"))")
                }
            }
        },
        ConformanceCase("an append-only table takes rows and refuses to change or delete them") { database in
            try await createCounters(database)
            try await database.write { try $0.execute(.forbidChanges(table: "counters")) }
            try await database.write { try $0.execute("INSERT INTO counters (name, n) VALUES ('a', 1)") }
            try await expectFailure(.appendOnly, constraint: "counters") {
                try await database.write { try $0.execute("UPDATE counters SET n = 2") }
            }
            try await expectFailure(.appendOnly, constraint: "counters") {
                try await database.write { try $0.execute("DELETE FROM counters") }
            }
            try await expectFailure(.appendOnly, constraint: "counters") {
                try await database.write { transaction in
                    try transaction.execute(
                        """
                        INSERT INTO counters (name, n) VALUES ('a', 2)
                        ON CONFLICT (name) DO UPDATE SET n = excluded.n
                        """
                    )
                }
            }
            let n = try await database.read { try $0.row("SELECT n FROM counters")?.integer("n") }
            try expectEqual(n, 1)
        },
        ConformanceCase("rows leave an append-only table once they lie below a floor, which only rises") { database in
            try await createCounters(database)
            try await database.write { transaction in
                try transaction.execute("CREATE TABLE floors (least \(type: .bigint) NOT NULL) \(options: .strict)")
                try transaction.execute("INSERT INTO floors (least) VALUES (0)")
                try transaction.execute(.forbidChanges(table: "counters"))
                try transaction.execute(
                    .allowRemoval(from: "counters", where: "n", isBelow: "least", of: "floors")
                )
                try transaction.execute("INSERT INTO counters (name, n) VALUES ('a', 1), ('b', 2), ('c', 3)")
            }
            let refused: [(SQL, String)] = [
                ("DELETE FROM counters WHERE n = 1", "counters"), ("UPDATE floors SET least = -1", "floors"),
                ("DELETE FROM floors", "floors"), ("INSERT INTO floors (least) VALUES (9)", "floors"),
            ]
            for (statement, table) in refused {
                try await expectFailure(.appendOnly, constraint: table) {
                    try await database.write { try $0.execute(statement) }
                }
            }
            try await database.write { try $0.execute("UPDATE floors SET least = 3") }
            try expectEqual(try await database.write { try $0.execute("DELETE FROM counters WHERE n < 3") }, 2)
            for statement: SQL in ["DELETE FROM counters", "UPDATE counters SET n = 0"] {
                try await expectFailure(.appendOnly, constraint: "counters") {
                    try await database.write { try $0.execute(statement) }
                }
            }
            let left = try await database.read { try $0.rows("SELECT n FROM counters").map { try $0.integer("n") } }
            try expectEqual(left, [3])
        },
        ConformanceCase("no row leaves an append-only table while its floor is missing") { database in
            try await createCounters(database)
            try await database.write { transaction in
                try transaction.execute("CREATE TABLE floors (least \(type: .bigint) NOT NULL) \(options: .strict)")
                try transaction.execute(.forbidChanges(table: "counters"))
                try transaction.execute(
                    .allowRemoval(from: "counters", where: "n", isBelow: "least", of: "floors")
                )
                try transaction.execute("INSERT INTO counters (name, n) VALUES ('a', -9223372036854775807)")
            }
            try await expectFailure(.appendOnly, constraint: "counters") {
                try await database.write { try $0.execute("DELETE FROM counters") }
            }
        },
        ConformanceCase("a sealed table takes no write until the seal is taken off, which can be said twice") {
            database in
            try await createCounters(database)
            try await database.write { try $0.execute("INSERT INTO counters (name, n) VALUES ('a', 1)") }
            try await database.write { try $0.execute(.seal(table: "counters")) }
            for statement: SQL in [
                "INSERT INTO counters (name, n) VALUES ('b', 1)", "UPDATE counters SET n = 2", "DELETE FROM counters",
            ] {
                try await expectFailure(.sealed) { try await database.write { try $0.execute(statement) } }
            }
            for _ in 0..<2 { try await database.write { try $0.execute(.unseal(table: "counters")) } }
            try expectEqual(try await database.write { try $0.execute("UPDATE counters SET n = 2") }, 1)
        },
        ConformanceCase("space is given back, or looked after by the system itself") { database in
            try await createCounters(database)
            try expectEqual(try await database.read { try $0.hasSpaceToRelease() }, false)
            try expectEqual(try await database.write { try $0.releaseSpace(atMost: 64) }, 0)
        },
    ]

    private static func createAccounts(_ database: any Database) async throws {
        try await database.write { transaction in
            try transaction.execute(
                "CREATE TABLE countries (id \(type: .bigint) NOT NULL PRIMARY KEY) \(options: .strict)"
            )
            try transaction.execute(
                """
                CREATE TABLE accounts (
                    id \(type: .bigint) NOT NULL PRIMARY KEY,
                    email \(type: .text) NOT NULL UNIQUE,
                    country \(type: .bigint) NOT NULL REFERENCES countries (id),
                    number \(type: .bigint) NOT NULL,
                    CONSTRAINT number_is_positive CHECK (number > 0),
                    UNIQUE (country, number)
                ) \(options: .strict)
                """
            )
            try transaction.execute("INSERT INTO countries (id) VALUES (1)")
        }
        try await insertAccount(database, id: 1, email: "a", country: 1, number: 1)
    }

    private static func insertAccount(
        _ database: any Database,
        id: Int,
        email: String?,
        country: Int,
        number: Int
    ) async throws {
        try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO accounts (id, email, country, number) VALUES (\(id), \(email), \(country), \(number))
                """
            )
        }
    }
}
