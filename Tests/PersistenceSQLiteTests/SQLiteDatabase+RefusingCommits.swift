import GRDB
import GRDBSQLite

@testable import PersistenceSQLite

extension SQLiteDatabase {
    /// Makes every commit fail, or lets them succeed again: SQLite rolls back when its hook returns 1.
    func refuseCommits(_ isRefusing: Bool) throws {
        let pool = pool
        let install: (GRDB.Database) -> Void = { database in
            if isRefusing {
                _ = unsafe sqlite3_commit_hook(database.sqliteConnection, { _ in 1 }, nil)
            } else {
                _ = unsafe sqlite3_commit_hook(database.sqliteConnection, nil, nil)
            }
        }
        pool.writeWithoutTransaction(install)
    }
}
