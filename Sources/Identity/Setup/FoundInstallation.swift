public import Persistence

/// What a database tells of the installation that it belongs to.
public enum FoundInstallation: Sendable, Hashable {
    /// No Tessera has ever used it.
    case nothing
    /// It has no identifier yet.
    ///
    /// - Parameter isUsed: whether it has a signing key, as every database that was served by a version before there were
    ///   identifiers.
    case unnamed(isUsed: Bool)
    /// It has one.
    case named(InstallationID)

    /// Looks into a database, of whatever version, without changing anything.
    ///
    /// - Parameter database: the database, open.
    /// - Throws: `PersistenceError` when it cannot be read.
    public init(of database: any Database) async throws {
        guard try await database.read(orNil: { try $0.exists("SELECT 1 FROM tessera_migrations") }) != nil else {
            self = .nothing
            return
        }
        if let identifier = try await database.read(orNil: { try $0.setup.installation() }) ?? nil {
            self = .named(identifier)
        } else {
            let isUsed = try await database.read(orNil: { try $0.exists("SELECT 1 FROM signing_keys") })
            self = .unnamed(isUsed: isUsed ?? false)
        }
    }

    /// Why a database may not be used where a note names an installation.
    ///
    /// - Parameter noted: what the note says; nil where there is none, as before the first start.
    /// - Returns: the reason; nil when it may be used.
    public func refusal(noted: InstallationID?) -> Refusal? {
        guard let noted else { return nil }
        switch self {
        case .named(noted): return nil
        case .named: return .another
        // A backup from before there were identifiers. Whether it is the right one shows when the master secret opens its keys.
        case .unnamed(isUsed: true): return nil
        case .unnamed(isUsed: false), .nothing: return .nothing
        }
    }

    /// Why a database may not be used.
    public enum Refusal: Sendable, Hashable {
        /// It is empty, where one with accounts should be.
        case nothing
        /// It belongs to another installation.
        case another
    }
}

extension Database {
    /// Reads from a table that may not exist; nil when it does not.
    ///
    /// Database systems tell that in no common way.
    fileprivate func read<Result: Sendable>(
        orNil body: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result? {
        do {
            return try await read(body)
        } catch let error as PersistenceError where error.code == .other {
            return nil
        }
    }
}
