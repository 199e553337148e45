import Persistence
import PersistenceSQLite
import Testing

@testable import Identity

@Suite struct `The description of the tables` {
    /// A table as the database itself describes it.
    private struct Found: Equatable {
        var columns: Set<String> = []
        var types: [String: String] = [:]
        var key: [String] = []
        var references: Set<String> = []
        var hasIdentity = false
        var hasRows = false
    }

    private func found() async throws -> [String: Found] {
        let database = try SQLiteDatabase.inMemory()
        _ = try await database.migrate(IdentitySchema.migrations)
        return try await database.read { transaction in
            let tables = try transaction.rows(
                """
                SELECT name, sql FROM sqlite_master
                WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'tessera%'
                """
            )
            var found: [String: Found] = [:]
            for table in tables {
                let name = try table.text("name")
                var description = Found()
                let columns = try transaction.rows("SELECT name, type, pk FROM pragma_table_info(\(name))")
                for column in columns {
                    let column = (name: try column.text("name"), type: try column.text("type"))
                    description.columns.insert(column.name)
                    description.types[column.name] = column.type
                }
                description.key = try columns.filter { try $0.integer("pk") > 0 }
                    .sorted { try $0.integer("pk") < $1.integer("pk") }
                    .map { try $0.text("name") }
                description.references = try Set(
                    transaction.rows("SELECT \"table\" AS name FROM pragma_foreign_key_list(\(name))").map {
                        try $0.text("name")
                    }
                )
                description.hasIdentity = try table.text("sql").contains("AUTOINCREMENT")
                let described = IdentitySchema.tables.first { $0.name.description == name }
                if let described {
                    description.hasRows = try transaction.exists("SELECT 1 FROM \(identifier: described.name)")
                }
                found[name] = description
            }
            return found
        }
    }

    @Test func `names every table that the migrations make, and no other`() async throws {
        let described = IdentitySchema.tables.map { $0.name.description }
        #expect(try await Set(found().keys) == Set(described))
        #expect(Set(described).count == described.count)
    }

    @Test func `names every column with its type, the key, identities, and rows that are there from the beginning`()
        async throws
    {
        let found = try await found()
        for table in IdentitySchema.tables {
            let actual = try #require(found[table.name.description])
            let columns = table.columns.map { ($0.key.description, Dialect.sqlite.text(of: .type($0.value))) }
            #expect(Set(columns.map(\.0)) == actual.columns, "\(table.name)")
            for (column, type) in columns {
                #expect(
                    type.split(separator: " ").first.map { String($0) } == actual.types[column],
                    "\(table.name).\(column)"
                )
            }
            #expect(table.key.map(\.description) == actual.key, "\(table.name)")
            #expect(table.hasIdentity == actual.hasIdentity, "\(table.name)")
            #expect(!table.hasIdentity || actual.key == ["id"], "an identity column is called id")
            #expect(table.hasInitialRows == actual.hasRows, "\(table.name)")
        }
    }

    /// SQLite keeps truth values as integers, so the migrations themselves are asked.
    @Test func `tells truth values from numbers`() throws {
        var made: [String: Int] = [:]
        for statement in IdentitySchema.migrations.flatMap(\.statements) {
            for match in try statement.rendered(in: .postgreSQL).text.matches(of: /(\w+) BOOLEAN/) {
                made[String(match.output.1), default: 0] += 1
            }
        }
        var described: [String: Int] = [:]
        for (column, type) in IdentitySchema.tables.flatMap(\.columns) where type == .bool {
            described[column.description, default: 0] += 1
        }
        #expect(!made.isEmpty && described == made)
    }

    @Test func `has what is referenced before what refers to it`() async throws {
        let found = try await found()
        var seen: Set<String> = []
        for table in IdentitySchema.tables.map(\.name.description) {
            #expect(found[table]?.references.subtracting([table]).isSubset(of: seen) == true, "\(table)")
            seen.insert(table)
        }
    }
}
