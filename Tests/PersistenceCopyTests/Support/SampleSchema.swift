import Persistence

/// Tables of every shape that a schema can have: keys of each type and of two columns, an identity, references, rows that a
/// migration has put there, truth values, and columns that may be empty.
enum SampleSchema {
    static let migrations = [
        Migration(
            "sample",
            [
                """
                CREATE TABLE things (
                    id \(type: .bytes) NOT NULL PRIMARY KEY,
                    a_text \(type: .text),
                    an_integer \(type: .bigint),
                    some_bytes \(type: .bytes),
                    a_bool \(type: .bool)
                ) \(options: .strictByPrimaryKey)
                """,
                "CREATE TABLE numbered (id \(type: .identity), thing \(type: .bytes) REFERENCES things (id)) \(options: .strict)",
                """
                CREATE TABLE pairs (
                    number \(type: .bigint) NOT NULL REFERENCES numbered (id) ON DELETE CASCADE,
                    word \(type: .text) NOT NULL,
                    is_true \(type: .bool) NOT NULL,
                    PRIMARY KEY (number, word)
                ) \(options: .strictByPrimaryKey)
                """,
                "CREATE TABLE trail (id \(type: .identity), line \(type: .text) NOT NULL) \(options: .strict)",
                SQL.forbidChanges(table: "trail"),
                "CREATE TABLE state (id \(type: .bigint) NOT NULL PRIMARY KEY, n \(type: .bigint) NOT NULL) \(options: .strict)",
                "INSERT INTO state (id, n) VALUES (1, 0)",
            ]
        )
    ]

    static let tables = [
        TableDescription(
            "things",
            key: ["id"],
            ["id": .bytes, "a_text": .text, "an_integer": .bigint, "some_bytes": .bytes, "a_bool": .bool]
        ),
        TableDescription("numbered", key: ["id"], ["id": .identity, "thing": .bytes]),
        TableDescription("pairs", key: ["number", "word"], ["number": .bigint, "word": .text, "is_true": .bool]),
        TableDescription("trail", key: ["id"], ["id": .identity, "line": .text]),
        TableDescription("state", key: ["id"], hasInitialRows: true, ["id": .bigint, "n": .bigint]),
    ]
}

/// Values with which something could go wrong.
struct AwkwardValues {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func number(below bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }

    mutating func text() -> String? {
        switch number(below: 7) {
        case 0: nil
        case 1: ""
        case 2: "'\"\\;-- $1 ? \t\r\n"
        case 3: String(repeating: "e\u{301}é漢🇨🇭\u{10FFFF}", count: number(below: 400))
        case 4: "NULL"
        default: "word \(number(below: 1000))"
        }
    }

    mutating func integer() -> Int64? {
        switch number(below: 7) {
        case 0: nil
        case 1: .min
        case 2: .max
        case 3: 0
        default: Int64(number(below: 1 << 30)) - (1 << 29)
        }
    }

    mutating func bytes() -> [UInt8]? {
        switch number(below: 6) {
        case 0: nil
        case 1: []
        case 2: [0]
        case 3: [UInt8](repeating: 0xff, count: number(below: 3000))
        default: (0..<16).map { _ in UInt8(number(below: 256)) }
        }
    }

    mutating func bool() -> Bool? {
        [nil, false, true][number(below: 3)]
    }
}

extension Database {
    /// Makes the tables and fills each with rows.
    func fill(_ count: Int, seed: UInt64 = 1) async throws {
        _ = try await migrate(SampleSchema.migrations)
        try await write { transaction in
            var values = AwkwardValues(seed: seed)
            for number in 0..<count {
                let id = [UInt8(number % 7), UInt8(number / 256), UInt8(number % 256)]
                try transaction.execute(
                    """
                    INSERT INTO things (id, a_text, an_integer, some_bytes, a_bool)
                    VALUES (\(id), \(values.text()), \(values.integer()), \(values.bytes()), \(values.bool()))
                    """
                )
                let thing = values.number(below: 3) == 0 ? nil : id
                try transaction.execute("INSERT INTO numbered (thing) VALUES (\(thing))")
                try transaction.execute(
                    """
                    INSERT INTO pairs (number, word, is_true)
                    VALUES (\(values.number(below: number + 1) + 1), \((values.text() ?? "") + "\(number)"), \(number % 2 == 0))
                    """
                )
                try transaction.execute("INSERT INTO trail (line) VALUES (\(values.text() ?? "none"))")
            }
            // The last number is gone, and must not come back.
            try transaction.execute("DELETE FROM numbered WHERE id = (SELECT MAX(id) FROM numbered)")
            try transaction.execute("UPDATE state SET n = \(count)")
        }
    }

    /// Everything that is in the tables, each value of its column's type.
    func content() async throws -> [String: Set<[SQLValue]>] {
        try await read { transaction in
            var content: [String: Set<[SQLValue]>] = [:]
            for table in SampleSchema.tables {
                let rows = try transaction.rows("SELECT * FROM \(identifier: table.name)")
                content[table.name.description] = try Set(
                    rows.map { row in
                        try table.columns.map { column, type in
                            let name = column.description
                            guard type == .bool, try row.value(name) != .null else { return try row.value(name) }
                            return .bool(try row.bool(name))
                        }
                    }
                )
            }
            return content
        }
    }
}
