import Identity
import Persistence
import PersistenceCopy
import PersistenceSQLite
import Testing

/// Every table of the product, with whatever it can hold.
enum Installation {
    /// Moves an installation with awkward rows from SQLite into another database and back into SQLite.
    static func moves(through other: any Database, seed: UInt64, rows: Int = 30) async throws {
        let (old, back) = (try SQLiteDatabase.inMemory(), try SQLiteDatabase.inMemory())
        _ = try await old.migrate(IdentitySchema.migrations)
        try await old.write { transaction in
            var random = try RandomRows(seed: seed, transaction)
            try random.fill(transaction, count: rows)
        }
        let before = try await content(old)
        #expect(before.values.allSatisfy { !$0.isEmpty })
        let there = try await copy(old, other, names: ("old", "other"), identifier: 1)
        let returned = try await copy(other, back, names: ("other", "back"), identifier: 2)
        #expect(there.tables == returned.tables)
        let after = try await content(back)
        for table in before.keys { #expect(after[table] == before[table], "\(table), seed \(seed)") }
        try await old.close()
        try await back.close()
    }

    static func copy(
        _ source: any Database,
        _ target: any Database,
        names: (String, String),
        identifier: UInt8
    ) async throws -> CopyReport {
        let copy = DatabaseCopy(
            from: .init(source, name: names.0),
            to: .init(target, name: names.1),
            tables: IdentitySchema.tables,
            migrations: IdentitySchema.migrations,
            batchSize: 11
        )
        return try await copy.run(identifier: [UInt8](repeating: identifier, count: 16))
    }

    private static func content(_ database: SQLiteDatabase) async throws -> [String: Set<Row>] {
        try await database.read { transaction in
            var content: [String: Set<Row>] = [:]
            for table in IdentitySchema.tables {
                content[table.name.description] = Set(try transaction.rows("SELECT * FROM \(identifier: table.name)"))
            }
            return content
        }
    }
}

@Suite struct `An installation` {
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `keeps every row that its tables can hold, there and back`(seed: UInt64) async throws {
        let other = try SQLiteDatabase.inMemory()
        try await Installation.moves(through: other, seed: seed)
        try await other.close()
    }
}
