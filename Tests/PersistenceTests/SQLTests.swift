import Persistence
import Testing

@Suite struct `SQL as a value` {
    @Test func `binds what is interpolated and never writes it into the text`() throws {
        let name = "x'); DROP TABLE accounts; --"
        let sql: SQL =
            "SELECT * FROM accounts WHERE name = \(name) AND n = \(3) AND id = \([1, 2] as [UInt8]) AND b = \(true)"
        let rendered = try sql.rendered(in: .sqlite)
        #expect(rendered.text == "SELECT * FROM accounts WHERE name = ? AND n = ? AND id = ? AND b = ?")
        #expect(rendered.values == [.text(name), .integer(3), .bytes([1, 2]), .bool(true)])
        let postgreSQL = try sql.rendered(in: .postgreSQL)
        #expect(postgreSQL.text == "SELECT * FROM accounts WHERE name = $1 AND n = $2 AND id = $3 AND b = $4")
        #expect(postgreSQL.values == rendered.values)
    }

    @Test func `binds a literal, too: only text written outside of an interpolation is SQL`() throws {
        let rendered = try ("SELECT \("now()")" as SQL).rendered(in: .sqlite)
        #expect(rendered.text == "SELECT ?")
        #expect(rendered.values == [.text("now()")])
    }

    @Test func `binds nil as NULL, and an optional by its content`() throws {
        let missing: String? = nil
        let present: Int64? = 5
        let rendered = try ("VALUES (\(missing), \(present))" as SQL).rendered(in: .sqlite)
        #expect(rendered.text == "VALUES (?, ?)")
        #expect(rendered.values == [.null, .integer(5)])
    }

    @Test func `embeds parts, lists and joined parts with their values in order`() throws {
        let conditions: [SQL] = ["a = \(1)", "b IN \(["x", "y"])", "c = \(2)"]
        let sql: SQL = "SELECT * FROM t WHERE \(conditions.joined(separator: " AND ")) LIMIT \(9)"
        let rendered = try sql.rendered(in: .postgreSQL)
        #expect(rendered.text == "SELECT * FROM t WHERE a = $1 AND b IN ($2, $3) AND c = $4 LIMIT $5")
        #expect(rendered.values == [.integer(1), .text("x"), .text("y"), .integer(2), .integer(9)])
        #expect(try ([] as [SQL]).joined(separator: ", ").rendered(in: .sqlite).text == "")
        #expect(try ("a = \(1)" + " OR b = \(2)").rendered(in: .sqlite).text == "a = ? OR b = ?")
    }

    @Test func `quotes identifiers`() throws {
        let rendered = try ("SELECT \(identifier: "order") FROM \(identifier: "a\"b")" as SQL).rendered(in: .sqlite)
        #expect(rendered.text == "SELECT \"order\" FROM \"a\"\"b\"")
    }

    @Test func `refuses an empty list and text with U+0000 in every dialect`() throws {
        for dialect in [Dialect.sqlite, .postgreSQL] {
            let list = #expect(throws: PersistenceError.self) {
                try ("a IN \([] as [Int])" as SQL).rendered(in: dialect)
            }
            #expect(list?.code == .invalidValue)
            let text = #expect(throws: PersistenceError.self) { try ("a = \("x\0y")" as SQL).rendered(in: dialect) }
            #expect(text?.code == .invalidValue)
        }
        #expect(try ("a = \([0] as [UInt8])" as SQL).rendered(in: .sqlite).values == [.bytes([0])])
    }

    @Test func `writes types and table options in the words of each system`() throws {
        let sql: SQL = """
            CREATE TABLE t (a \(type: .identity), b \(type: .bytes), c \(type: .bool), d \(type: .bigint), e \(type: .text)) \
            \(options: .strict)
            """
        #expect(
            try sql.rendered(in: .sqlite).text
                == "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b BLOB, c INTEGER, d INTEGER, e TEXT) STRICT"
        )
        #expect(
            try sql.rendered(in: .postgreSQL).text
                == "CREATE TABLE t (a BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b BYTEA, c BOOLEAN, d BIGINT, "
                + "e TEXT COLLATE \"C\") "
        )
        let clustered: SQL = "\(options: .strictByPrimaryKey)"
        #expect(try clustered.rendered(in: .sqlite).text == "STRICT, WITHOUT ROWID")
        #expect(try clustered.rendered(in: .postgreSQL).text == "")
    }

    @Test func `is equal by text and values, whichever literal it came from`() {
        let one: SQL = "a = \(1)"
        let same: SQL = "a = \(1)"
        let other: SQL = "a = \(2)"
        #expect(one == same && one.hashValue == same.hashValue)
        #expect(one != other)
    }
}
