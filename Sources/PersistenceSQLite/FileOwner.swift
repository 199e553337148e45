import Foundation
import GRDB
import Persistence

/// Whose file a SQLite database is: other programs' files are left as they are.
enum FileOwner {
    /// The mark in the header of our files, "Tess" (SQLite's file format §1.3.14).
    static let applicationID: Int32 = 0x5465_7373

    private static let magic = Array("SQLite format 3\0".utf8)
    /// Where the header has the mark.
    private static let place = 68..<72

    /// Refuses a database that another program has made, before anything of it is changed: its permissions, its journal, its tables.
    ///
    /// A file without a mark is ours when it is empty, or has our table of migrations: then a version made it that set no mark.
    /// What cannot be read here is left to the opening, which says why.
    static func refuseForeign(_ path: String) throws(PersistenceError) {
        guard let mark = mark(of: path), mark != applicationID, let content = try? Content(path) else { return }
        if content.isOurs || content.mark == 0 && content.tables.isEmpty { return }
        let shown = content.tables.isEmpty ? "" : "; its tables: \(content.tables.prefix(3).joined(separator: ", "))"
        throw PersistenceError(
            .cannotOpen,
            message:
                "cannot open database at \(path): the file belongs to another program\(shown). Choose another file."
        )
    }

    /// Refuses a backup that is no database of ours.
    static func requireOurs(_ path: String) throws(PersistenceError) {
        guard mark(of: path) == applicationID || (try? Content(path).isOurs) == true else {
            throw PersistenceError(.cannotOpen, message: "\(path) is no backup of a Tessera database")
        }
    }

    /// Marks the file that a connection writes to.
    static func mark(_ database: GRDB.Database) throws {
        // A statement that changes nothing would still cost each start a write.
        guard try Int32.fetchOne(database, sql: "PRAGMA application_id") != applicationID else { return }
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    }

    /// The mark of a file; nil for one that is no SQLite database, or none yet.
    private static func mark(of path: String) -> Int32? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let header = try? file.read(upToCount: 100), header.count == 100, header.starts(with: magic) else {
            return nil
        }
        return header[place].reduce(0) { $0 << 8 | Int32($1) }
    }

    /// What SQLite says of a file, its log included: the mark of a database in use may be in its log only.
    private struct Content {
        let mark: Int32
        let tables: [String]

        var isOurs: Bool { mark == applicationID || mark == 0 && tables.contains("tessera_migrations") }

        init(_ path: String) throws {
            guard unsafe access(path, F_OK) == 0 else { throw CocoaError(.fileNoSuchFile) }
            var configuration = Configuration()
            configuration.readonly = true
            (mark, tables) = try DatabaseQueue(path: path, configuration: configuration).read { database in
                (
                    try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0,
                    try String.fetchAll(
                        database,
                        sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
                    )
                )
            }
        }
    }
}
