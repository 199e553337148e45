import Foundation
import GRDB
import GRDBSQLite
import Persistence

/// The database's file: created for its owner alone, refused with a reason.
enum SQLiteFile {
    /// Creates the file when it is missing and makes sure that only its owner can read it.
    ///
    /// - Returns: Which file it is.
    static func prepare(_ path: String) throws(PersistenceError) -> FileIdentity {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw PersistenceError(.cannotOpen, message: "cannot open database: the path is empty or contains U+0000")
        }
        try setAsideLog(of: path)
        try create(path, flags: O_RDWR | O_CREAT | O_CLOEXEC)
        // The write-ahead log is made beside it.
        let directory = directory(of: path)
        guard unsafe access(directory, W_OK | X_OK) == 0 else { throw failure(path, errno) }
        // SQLite gives these the database's permissions when it creates them; a crash may have left older ones.
        for path in [path, path + "-wal", path + "-shm"] where unsafe access(path, F_OK) == 0 {
            try restrict(path)
        }
        switch FileIdentity.look(path) {
        case .file(let identity, _): return identity
        case .nothing(let reason): throw failure(path, reason)
        }
    }

    /// Keeps the write-ahead log of a database whose file is gone: SQLite would remove it with the beginning of an empty one, and what
    /// was answered last may be nowhere else.
    ///
    /// With its file it is a database again, under the names that they had.
    private static func setAsideLog(of path: String) throws(PersistenceError) {
        var status = stat()
        guard unsafe stat(path, &status) != 0, errno == ENOENT else { return }
        // Its name begins with that of the file, which a link may lead to.
        let path = target(of: path)
        guard unsafe stat(path + "-wal", &status) == 0, status.st_size > 0 else { return }
        let number = (1...).first { unsafe access("\(path)-wal.left-\($0)", F_OK) != 0 } ?? 1
        for companion in [path + "-wal", path + "-shm"] where unsafe access(companion, F_OK) == 0 {
            guard unsafe rename(companion, "\(companion).left-\(number)") == 0 else { throw failure(companion, errno) }
        }
    }

    /// Makes sure that a path leads to a file.
    static func confirm(_ path: String, is identity: FileIdentity) throws(PersistenceError) {
        switch FileIdentity.look(path) {
        case .file(identity, _): return
        case .file:
            throw PersistenceError(.fileReplaced, message: "the database's file \(path) is not the one that was opened")
        case .nothing(let reason):
            let reason = unsafe String(cString: strerror(reason))
            throw PersistenceError(.fileGone, message: "the database's file \(path) is gone: \(reason)")
        }
    }

    /// A path that does not depend on the folder that this process is in; links stay as they are.
    static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    /// What SQLite calls the file of a database, with all links resolved: the names of its companions begin so.
    static func name(of database: GRDB.Database) throws(PersistenceError) -> String {
        guard let name = unsafe sqlite3_db_filename(database.sqliteConnection, "main") else {
            throw PersistenceError(.cannotOpen, message: "SQLite does not report the path of the database's file")
        }
        return unsafe String(cString: name)
    }

    /// Creates a file that must not exist.
    static func createNew(_ path: String) throws(PersistenceError) {
        try create(path, flags: O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC)
    }

    private static func create(_ path: String, flags: CInt) throws(PersistenceError) {
        let descriptor = unsafe open(path, flags, 0o600)
        guard descriptor >= 0 else { throw failure(path, errno) }
        close(descriptor)
    }

    private static func restrict(_ path: String) throws(PersistenceError) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw failure(path, errno) }
        guard status.st_mode & 0o077 != 0 else { return }
        guard unsafe chmod(path, 0o600) == 0 else {
            throw PersistenceError(
                .cannotOpen,
                message:
                    "cannot open database at \(path): others can read it, and its permissions cannot be changed to 600"
            )
        }
    }

    private static func target(of path: String) -> String {
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { return path }
        return target.hasPrefix("/") ? target : directory(of: path) + "/" + target
    }

    private static func directory(of path: String) -> String {
        let directory = (path as NSString).deletingLastPathComponent
        return directory.isEmpty ? "." : directory
    }

    private static func failure(_ path: String, _ number: CInt) -> PersistenceError {
        let reason =
            switch number {
            case ENOENT, ENOTDIR:
                "no such directory; create \(directory(of: path)) or set another database path"
            case EACCES, EPERM: "permission denied; let this user read and write the file and its directory"
            case EISDIR: "it is a directory; name a file in it"
            case EROFS: "the file system can only be read"
            case EEXIST: "the file exists, and is not overwritten"
            case ENOSPC: "no space is left"
            default: unsafe String(cString: strerror(number))
            }
        return PersistenceError(
            number == ENOSPC ? .diskFull : .cannotOpen,
            message: "cannot open database at \(path): \(reason)"
        )
    }
}
