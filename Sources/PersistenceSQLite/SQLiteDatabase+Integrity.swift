import NIOPosix
import Persistence

extension SQLiteDatabase {
    /// Checks the file's structure and all references between tables, while the database is in use.
    ///
    /// - Returns: The problems found, in words; empty for a sound database.
    /// - Throws: ``/Persistence/PersistenceError/Code/closed`` after ``close()``; a failure to read the file.
    public func integrityProblems() async throws -> [String] {
        try gate.enter()
        defer { gate.leave() }
        // It reads the whole file: not in a thread that other tasks wait for.
        return try await NIOThreadPool.singleton.runIfActive { [pool] in
            do {
                return try pool.readHere { try Self.integrityProblems(SQLiteTransaction($0)) }
            } catch {
                let error = PersistenceError.of(error)
                guard error.code == .corrupt else { throw error }
                return [error.message]
            }
        }
    }

    private static func integrityProblems(_ connection: SQLiteTransaction) throws -> [String] {
        let structure = try connection.rows("PRAGMA integrity_check").map { try $0.text("integrity_check") }
        let references = try connection.rows("PRAGMA foreign_key_check").map { row in
            "a row of \(try row.text("table")) refers to a missing row of \(try row.text("parent"))"
        }
        return structure.filter { $0 != "ok" } + references
    }
}
