import Foundation
import GRDB
import NIOPosix
import Persistence

extension SQLiteDatabase {
    /// Puts a backup in the place of a database that no process uses, and keeps what was there beside it.
    ///
    /// A backup that is copied over the file by hand is played over by the log of the database before it. Here the log goes into its
    /// own file first, or is kept with it. The backup itself is only read; it may also be a database with a log of its own.
    ///
    /// - Parameters:
    ///   - backup: The file to restore.
    ///   - path: Where the database belongs.
    ///   - check: Looks at the restored copy before it takes the place; what it throws leaves everything as it was.
    /// - Returns: The name under which the database that was there is kept; nil when there was none.
    /// - Throws: ``/Persistence/PersistenceError/Code/cannotOpen`` for a file that is no backup,
    ///   ``/Persistence/PersistenceError/Code/corrupt`` for one that is damaged, ``/Persistence/PersistenceError/Code/busy`` while a
    ///   process uses the database; what `check` throws.
    public static func restore(
        _ backup: String,
        to path: String,
        check: (SQLiteDatabase) async throws -> Void = { _ in }
    ) async throws -> String? {
        let place = RestorePlace(path: path)
        try await NIOThreadPool.singleton.runIfActive {
            try FileOwner.requireOurs(backup)
            try place.refuseUse()
            try place.fill(from: backup)
        }
        do {
            let copy = try SQLiteDatabase(path: place.partial)
            do {
                if let problem = try await copy.integrityProblems().first {
                    throw PersistenceError(.corrupt, message: "the backup \(backup) is damaged: \(problem)")
                }
                try await check(copy)
            } catch {
                try? await copy.close()
                throw error
            }
            try await copy.close()
            return try await NIOThreadPool.singleton.runIfActive { try place.take() }
        } catch {
            place.removePartial()
            throw error
        }
    }
}

/// The place that a backup is restored to.
private struct RestorePlace: Sendable {
    let path: String

    /// The copy, until it takes the place.
    var partial: String { path + ".restoring" }

    private static let companions = ["", "-wal", "-shm"]

    /// Refuses while a process has the database open, before anything is written.
    func refuseUse() throws {
        _ = try alone()
    }

    /// Copies the backup, with what is in its log.
    func fill(from backup: String) throws {
        removePartial()
        try SQLiteFile.createNew(partial)
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let source = try DatabaseQueue(path: backup, configuration: configuration)
            let copy = try DatabaseQueue(path: partial)
            try source.backup(to: copy)
            try copy.close()
            try source.close()
        } catch {
            removePartial()
            throw PersistenceError.of(error)
        }
    }

    /// Moves the database that is there aside, and the copy into its place.
    func take() throws -> String? {
        // It holds the lock until the copy has taken the place: no server that starts now uses the old one.
        let old = try alone()
        defer { try? old?.close() }
        let kept =
            (1...).lazy.map { "\(path).before-restore-\($0)" }.first { unsafe access($0, F_OK) != 0 } ?? path
            + ".before-restore"
        var moved: [(from: String, to: String)] = []
        do {
            for suffix in Self.companions where unsafe access(path + suffix, F_OK) == 0 {
                try Self.move(path + suffix, kept + suffix)
                moved.append((path + suffix, kept + suffix))
            }
            try Self.synchronise(partial)
            try Self.move(partial, path)
        } catch {
            for (from, to) in moved.reversed() { try? Self.move(to, from) }
            throw error
        }
        try Self.synchronise((path as NSString).deletingLastPathComponent)
        return moved.isEmpty ? nil : kept
    }

    func removePartial() {
        for suffix in Self.companions { unsafe unlink(partial + suffix) }
    }

    /// A connection that has the database to itself, its log taken into the file; nil where there is none that can be opened.
    private func alone() throws -> DatabaseQueue? {
        guard unsafe access(path, F_OK) == 0 else { return nil }
        var configuration = Configuration()
        configuration.busyMode = .immediateError
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { database in
                // Leaving the log's mode needs every other connection gone, and leaves one whole file.
                _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
                try database.inTransaction(.exclusive) { .rollback }
            }
            return queue
        } catch {
            let error = PersistenceError.of(error)
            guard error.code == .busy else { return nil }
            throw PersistenceError(.busy, message: "the database \(path) is in use: stop the server, then restore")
        }
    }

    private static func move(_ from: String, _ to: String) throws {
        guard unsafe rename(from, to) == 0 else {
            throw PersistenceError(
                .inputOutput,
                message: "cannot move \(from) to \(to): \(unsafe String(cString: strerror(errno)))"
            )
        }
    }

    private static func synchronise(_ path: String) throws {
        let descriptor = unsafe open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        guard descriptor >= 0, fsync(descriptor) == 0 else {
            throw PersistenceError(
                .inputOutput,
                message: "cannot write \(path): \(unsafe String(cString: strerror(errno)))"
            )
        }
    }
}
