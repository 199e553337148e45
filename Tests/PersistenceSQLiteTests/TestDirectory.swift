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
