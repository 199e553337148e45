import Identity
import Persistence
import PersistencePostgres
import PersistenceSQLite

extension OpenDatabase {
    /// Checks the database's structure, the references between its tables, and that its migrations are those of this version.
    ///
    /// Migrations that are still to come are no problem: an older backup lacks them.
    ///
    /// - Returns: The problems found, as text; empty for an undamaged database.
    /// - Throws: `PersistenceError` `schemaTooNew` or `migrationChanged`; a failure to read it.
    func integrityProblems() async throws -> [String] {
        let problems =
            switch self {
            case .sqlite(let database): try await database.integrityProblems()
            case .postgreSQL(let database): try await database.integrityProblems()
            }
        // What a damaged database says of its tables means nothing.
        guard problems.isEmpty else { return problems }
        _ = try await database.read { try Migrator(IdentitySchema.migrations).pending(on: $0) }
        return []
    }
}
