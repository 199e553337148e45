import Foundation
import Persistence
import PersistencePostgres
import PersistenceSQLite

/// One side of a copy, as the command line names it.
enum CopyPlace: Sendable, Equatable {
    /// A SQLite file; the path is absolute.
    case file(String)
    /// A PostgreSQL server, without a password.
    case server(PostgresAddress)

    /// Reads a path or a URL.
    ///
    /// - Parameters:
    ///   - text: What was given.
    ///   - flag: The flag that it was given with.
    /// - Throws: `CommandFailure` for any other text, and for a URL with a password.
    init(_ text: String, flag: String) throws {
        guard !text.isEmpty else {
            throw CommandFailure(
                .usage,
                "\(flag) is empty. Name a SQLite file, or a PostgreSQL database as postgresql://…"
            )
        }
        guard text.contains("://") else {
            self = .file(URL(fileURLWithPath: text).standardizedFileURL.path)
            return
        }
        do {
            let address = try PostgresAddress(text)
            guard !address.hasPassword else { throw Self.passwordRefusal(flag) }
            self = .server(address)
        } catch let error as PersistenceError {
            throw CommandFailure(.usage, "\(flag): \(error.message).")
        }
    }

    private static func passwordRefusal(_ flag: String) -> CommandFailure {
        CommandFailure(
            .usage,
            "\(flag) contains a password, and every user of the machine can read a command line. Leave it "
                + "out, and keep it in PostgreSQL's password file (~/.pgpass, or the file that PGPASSFILE names) or "
                + "in the environment variable PGPASSWORD."
        )
    }

    /// The place as a text that is safe to print, and the same for the same place.
    var name: String {
        switch self {
        case .file(let path): path
        case .server(let address): address.description
        }
    }

    /// The master secret's file beside the database, when it is there.
    var masterSecretFile: String? {
        switch self {
        case .file(let path):
            let beside = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("master-secret")
                .path
            return FileManager.default.fileExists(atPath: beside) ? beside : nil
        case .server: return nil
        }
    }

    /// Opens the database, lets `body` work on it, and closes it in any case.
    ///
    /// - Parameters:
    ///   - mayCreate: Whether a file that does not exist is created.
    ///   - body: What to do.
    /// - Returns: What `body` returns.
    /// - Throws: `CommandFailure` when there is no database; what opening and `body` throw.
    func with<Result: Sendable>(
        mayCreate: Bool,
        _ body: (any Persistence.Database) async throws -> Result
    ) async throws -> Result {
        let database = try await open(mayCreate: mayCreate)
        do {
            let result = try await body(database)
            try await database.close()
            return result
        } catch {
            try? await database.close()
            throw error
        }
    }

    private func open(mayCreate: Bool) async throws -> any Persistence.Database {
        switch self {
        case .file(let path):
            if !FileManager.default.fileExists(atPath: path) {
                guard mayCreate else {
                    throw CommandFailure(.unavailable, "there is no database at \(SafeText.printable(path)).")
                }
                try PrivateFolder.create(of: path)
            }
            return try SQLiteDatabase(path: path)
        case .server(let address):
            // One reads ahead while the other writes. To count a large table takes its time.
            let options = PostgresOptions(connectionCount: 2, statementTimeout: .hours(24))
            return try await PostgresDatabase(address, options: options)
        }
    }
}
