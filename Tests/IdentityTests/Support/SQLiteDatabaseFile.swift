import Foundation
import PersistenceSQLite

/// A database file in a directory of its own, for tests that close and open it again.
struct SQLiteDatabaseFile {
    let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "tessera-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    func open() throws -> SQLiteDatabase {
        try SQLiteDatabase(path: directory.appending(path: "test.sqlite").path)
    }

    func remove() {
        try? FileManager.default.removeItem(at: directory)
    }
}
