import Foundation
import Persistence
import PersistenceSQLite

/// A directory that is deleted with the test's last use of it.
final class TestDirectory: Sendable {
    let path: String

    init() throws {
        path =
            URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent("tessera-test-\(UUID().uuidString)")
            .path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var database: String { path + "/tessera.sqlite" }

    func permissions(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path + "/" + name)[.posixPermissions] as? Int
    }

    func setPermissions(_ permissions: Int, _ name: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path + "/" + name)
    }

    var names: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? []
    }
}

extension SQLiteDatabase {
    /// An empty table `counters`.
    func createCounters() async throws {
        try await write {
            try $0.execute(
                "CREATE TABLE counters (name \(type: .text) NOT NULL PRIMARY KEY, n \(type: .bigint)) \(options: .strict)"
            )
        }
    }

    func insert(_ name: String, _ n: Int = 1) async throws {
        try await write { try $0.execute("INSERT INTO counters (name, n) VALUES (\(name), \(n))") }
    }

    func names() async throws -> [String] {
        try await read { try $0.rows("SELECT name FROM counters ORDER BY name").map { try $0.text("name") } }
    }

    /// The value of a PRAGMA on the writer's connection.
    func writerPragma(_ sql: SQL, _ column: String) async throws -> SQLValue? {
        try await write { try $0.row(sql)?.value(column) }
    }
}

extension TestDirectory {
    /// The size of a file in bytes; 0 when there is none.
    func size(_ name: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path + "/" + name)
        return attributes?[.size] as? Int ?? 0
    }
}

extension SQLiteDatabase {
    /// How often the write-ahead log has begun anew: bytes 12 to 15 of its header.
    func beginningsOfLog() throws -> Int {
        let log = try FileHandle(forReadingFrom: URL(fileURLWithPath: path + "-wal"))
        defer { try? log.close() }
        return try log.read(upToCount: 16)?.suffix(4).reduce(0) { $0 << 8 | Int($1) } ?? 0
    }

    /// Adds one large row, with `round` as its number.
    func fill(_ round: Int, kibibytes: Int) async throws {
        let name = "\(round) " + String(repeating: "x", count: kibibytes * 1024)
        try await insert(name, round)
    }

    /// Gives one row 100 KiB of other content.
    func rewrite(row number: Int) async throws {
        try await write {
            _ = try $0.execute("UPDATE counters SET name = hex(randomblob(51200)) WHERE rowid = \(number)")
        }
    }

    /// A number of pages.
    func pages(_ pragma: SQL) async throws -> Int64 {
        try await read { connection in
            guard case .integer(let pages)? = try connection.row(pragma)?.values.first else { return -1 }
            return pages
        }
    }
}
