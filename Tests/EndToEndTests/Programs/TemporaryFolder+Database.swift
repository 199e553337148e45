import Persistence
import PersistenceSQLite

extension TemporaryFolder {
    /// Leaves the trace in this folder's database that a later version of the program would: a migration of its own.
    func pretendNewerVersion() async throws {
        let database = try SQLiteDatabase(path: path(".tessera/tessera.sqlite"))
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO tessera_migrations (position, name, fingerprint, applied_at)
                VALUES (1000, \("of a later version"), \("0"), \(0))
                """
            )
        }
        try await database.close()
    }
}
