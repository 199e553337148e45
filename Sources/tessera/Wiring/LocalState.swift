import Foundation
import Identity
import Logging
import PersistenceSQLite

/// The state of this machine's Tessera: its database and, on top of it, its identity rules.
struct LocalState: Sendable {
    let database: SQLiteDatabase
    let identity: IdentitySystem

    /// Opens the state, lets `body` work on it, and closes it in any case.
    ///
    /// - Parameters:
    ///   - settings: Where the state is and what the rules are.
    ///   - mayCreate: Whether a database that does not exist is created. A command that only looks must not make an empty
    ///     one because a path was mistyped.
    ///   - followsStatus: Whether the status lists are kept in memory, as a server needs them.
    ///   - logger: Where the rules write warnings.
    ///   - body: What to do.
    /// - Returns: What `body` returns.
    /// - Throws: `CommandFailure` when there is no database or no master secret; what opening and `body` throw.
    static func with<Result: Sendable>(
        _ settings: Settings,
        mayCreate: Bool,
        followsStatus: Bool = false,
        logger: Logger = CommandLogger.make(),
        _ body: (LocalState) async throws -> Result
    ) async throws -> Result {
        let secret = try prepare(settings.storage, mayCreate: mayCreate)
        let database = try SQLiteDatabase(path: settings.storage.databasePath)
        do {
            let identity = try await IdentitySystem(
                database: database,
                masterSecret: secret,
                configuration: try IdentityConfiguration(settings),
                logger: logger,
                followsStatus: followsStatus
            )
            let result: Result
            do {
                result = try await body(LocalState(database: database, identity: identity))
            } catch {
                await identity.shutdown()
                throw error
            }
            await identity.shutdown()
            try await database.close()
            return result
        } catch {
            try? await database.close()
            throw error
        }
    }

    /// Makes sure that database and master secret are both there or both new, and reads the secret.
    static func prepare(_ storage: StorageSettings, mayCreate: Bool) throws -> MasterSecret {
        let files = FileManager.default
        let exists = files.fileExists(atPath: storage.databasePath)
        guard exists || mayCreate else { throw DatabaseFile.missing(storage.databasePath) }
        if !exists { try DatabaseFile.createFolder(of: storage.databasePath) }
        switch storage.masterSecret {
        case .bytes(let bytes):
            return try MasterSecret(bytes: bytes)
        case .file(let path):
            // A new secret opens nothing that an old one has closed.
            guard files.fileExists(atPath: path) || !exists else {
                throw CommandFailure(
                    .configuration,
                    "the database \(storage.databasePath) exists and its master secret \(path) does not. Restore the secret from "
                        + "the backup, or name its file by --master-secret-file."
                )
            }
            try DatabaseFile.createFolder(of: path)
            return try MasterSecret.loadOrCreate(path: path)
        }
    }
}

/// The file of the database, before it is open.
enum DatabaseFile {
    /// Opens an existing database without the rules, lets `body` work on it, and closes it in any case.
    ///
    /// - Returns: What `body` returns.
    /// - Throws: `CommandFailure` when there is no database; what opening and `body` throw.
    static func with<Result: Sendable>(
        _ settings: Settings,
        mayCreate: Bool = false,
        _ body: (SQLiteDatabase) async throws -> Result
    ) async throws -> Result {
        let path = settings.storage.databasePath
        if !FileManager.default.fileExists(atPath: path) {
            guard mayCreate else { throw missing(path) }
            // A database without a master secret would look like one whose secret is lost.
            _ = try LocalState.prepare(settings.storage, mayCreate: true)
        }
        let database = try SQLiteDatabase(path: path)
        do {
            let result = try await body(database)
            try await database.close()
            return result
        } catch {
            try? await database.close()
            throw error
        }
    }

    /// Creates the folder of a file, for its owner only, when it does not exist.
    static func createFolder(of path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard !FileManager.default.fileExists(atPath: folder) else { return }
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    /// The failure that says where the database would be.
    static func missing(_ path: String) -> CommandFailure {
        CommandFailure(
            .unavailable,
            "there is no database at \(SafeText.printable(path)). `tessera serve` creates it; --database-path names another."
        )
    }
}

/// The logger of commands: warnings for people, on standard error.
enum CommandLogger {
    /// A logger that writes warnings and worse.
    static func make() -> Logger {
        Logger(label: "tessera") { label in
            LineLogHandler(
                label: label,
                level: .warning,
                style: .text(isColoured: Terminal.errorIsTerminal),
                sink: FileDescriptorSink(descriptor: 2),
                clock: TimeStampCache()
            )
        }
    }
}
