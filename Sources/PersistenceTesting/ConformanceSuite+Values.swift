import Persistence

extension ConformanceSuite {
    static let valueCases: [ConformanceCase] = [
        ConformanceCase("every type comes back as it went in") { database in
            try await createValues(database)
            let everyByte = (0...255).map { UInt8($0) }
            let stored: [(String, Int64, [UInt8], Bool)] = [
                ("", 0, [], false), ("text", 1, [0], true), ("'\"\\;--", -1, [0, 0, 0], true),
                ("é 漢字 🇨🇭 \u{FEFF}", .max, everyByte, false), (" \t\r\n ", .min, [0xff, 0, 0xff], true),
            ]
            for (position, (text, integer, bytes, bool)) in stored.enumerated() {
                try await database.write { transaction in
                    try transaction.execute(
                        """
                        INSERT INTO stored (position, a_text, an_integer, some_bytes, a_bool)
                        VALUES (\(position), \(text), \(integer), \(bytes), \(bool))
                        """
                    )
                }
            }
            let rows = try await database.read { try $0.rows("SELECT * FROM stored ORDER BY position") }
            try expectEqual(rows.count, stored.count)
            for (row, (text, integer, bytes, bool)) in zip(rows, stored) {
                try expectEqual(Array(row.text("a_text").utf8), Array(text.utf8))
                try expectEqual(row.integer("an_integer"), integer)
                try expectEqual(row.bytes("some_bytes"), bytes)
                try expectEqual(row.bool("a_bool"), bool)
            }
        },
        ConformanceCase("NULL comes back as nil, and differs from an empty text and from no bytes") { database in
            try await createValues(database)
            try await database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO stored (position, a_text, an_integer, some_bytes)
                    VALUES (1, \(nil as String?), \(nil as Int64?), \(nil as [UInt8]?)), (2, \(""), 0, \([] as [UInt8]))
                    """
                )
            }
            let rows = try await database.read { try $0.rows("SELECT * FROM stored ORDER BY position") }
            try expectEqual(rows.count, 2)
            try expectEqual(rows[0].optionalText("a_text"), nil)
            try expectEqual(rows[0].optionalInteger("an_integer"), nil)
            try expectEqual(rows[0].optionalBytes("some_bytes"), nil)
            try expectEqual(rows[1].optionalText("a_text"), "")
            try expectEqual(rows[1].optionalInteger("an_integer"), 0)
            try expectEqual(rows[1].optionalBytes("some_bytes"), [])
            let empty = try await database.read { try $0.rows("SELECT position FROM stored WHERE a_text = \("")") }
            try expectEqual(empty.map { try $0.integer("position") }, [2])
        },
        ConformanceCase("text holds every Unicode scalar but U+0000") { database in
            try await createValues(database)
            let texts = stride(from: UInt32(1), through: 0x10FFFF, by: 8192).map { start in
                String(
                    String.UnicodeScalarView((start..<min(start + 8192, 0x110000)).compactMap { Unicode.Scalar($0) })
                )
            }
            try await database.write { transaction in
                for (position, text) in texts.enumerated() {
                    try transaction.execute("INSERT INTO stored (position, a_text) VALUES (\(position), \(text))")
                }
            }
            let rows = try await database.read { try $0.rows("SELECT a_text FROM stored ORDER BY position") }
            try expectEqual(rows.count, texts.count)
            for (row, text) in zip(rows, texts) {
                try expect(row.text("a_text").utf8.elementsEqual(text.utf8), "a text changed on its way")
            }
        },
        ConformanceCase("U+0000 in a text is refused, not cut off") { database in
            try await createValues(database)
            try await expectFailure(.invalidValue) {
                try await database.write { transaction in
                    try transaction.execute("INSERT INTO stored (position, a_text) VALUES (1, \("a\u{0}b"))")
                }
            }
            try expect(try await database.read { try !$0.exists("SELECT 1 FROM stored") }, "a row was written")
        },
        ConformanceCase("text is compared byte by byte: case and normalisation count") { database in
            try await createValues(database)
            let texts = ["e\u{301}", "\u{e9}", "E", "e", "e "]
            try await database.write { transaction in
                for (position, text) in texts.enumerated() {
                    try transaction.execute("INSERT INTO stored (position, a_text) VALUES (\(position), \(text))")
                }
            }
            for (position, text) in texts.enumerated() {
                let found = try await database.read { transaction in
                    try transaction.rows("SELECT position FROM stored WHERE a_text = \(text)").map {
                        try $0.integer("position")
                    }
                }
                try expectEqual(found, [Int64(position)])
            }
        },
        ConformanceCase("text is ordered byte by byte") { database in
            try await createValues(database)
            let texts = ["", " a", "-", "A", "B", "a", "a b", "ab", "b", "é", "漢", "🇨🇭"]
            try await database.write { transaction in
                for (position, text) in texts.enumerated().reversed() {
                    try transaction.execute("INSERT INTO stored (position, a_text) VALUES (\(position), \(text))")
                }
            }
            let found = try await database.read { transaction in
                try transaction.rows("SELECT a_text FROM stored WHERE a_text < \("漢") ORDER BY a_text").map {
                    try $0.text("a_text")
                }
            }
            try expectEqual(found, Array(texts.prefix(10)))
        },
        ConformanceCase("a large text and many bytes fit") { database in
            try await createValues(database)
            let text = String(repeating: "0123456789abcdé", count: 70_000)
            let bytes = (0..<1_048_577).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try await database.write { transaction in
                try transaction.execute(
                    "INSERT INTO stored (position, a_text, some_bytes) VALUES (1, \(text), \(bytes))"
                )
            }
            let row = try await database.read { try $0.row("SELECT a_text, some_bytes FROM stored") }
            try expect(row?.text("a_text") == text, "the text changed")
            try expect(row?.bytes("some_bytes") == bytes, "the bytes changed")
        },
        ConformanceCase("a column that is missing or of another type is an error, not a default") { database in
            try await createValues(database)
            try await database.write { transaction in
                try transaction.execute("INSERT INTO stored (position, a_text) VALUES (1, \("text"))")
            }
            let row = try await database.read { try $0.row("SELECT position, a_text, an_integer FROM stored") }
            try await expectFailure(.columnMissing) { _ = try row?.text("nothing") }
            try await expectFailure(.columnType) { _ = try row?.integer("a_text") }
            try await expectFailure(.columnType) { _ = try row?.text("position") }
            try await expectFailure(.columnType) { _ = try row?.bytes("a_text") }
            try await expectFailure(.columnType) { _ = try row?.integer("an_integer") }
            try await expectFailure(.columnType) { _ = try row?.bool("a_text") }
        },
    ]

    private static func createValues(_ database: any Database) async throws {
        try await database.write { transaction in
            try transaction.execute(
                """
                CREATE TABLE stored (
                    position \(type: .bigint) NOT NULL PRIMARY KEY, a_text \(type: .text), an_integer \(type: .bigint),
                    some_bytes \(type: .bytes), a_bool \(type: .bool)
                ) \(options: .strict)
                """
            )
        }
    }
}
