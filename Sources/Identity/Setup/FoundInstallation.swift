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
        if let identifier = try await database.read(orNil: { try $0.installation() }) ?? nil {
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

extension IdentitySystem {
    /// Gives the database an identifier if it has none.
    ///
    /// Of several nodes that do it at once one decides.
    ///
    /// - Parameter noted: the identifier that a database without one gets; nil for a new one.
    /// - Returns: the installation that the database belongs to.
    /// - Throws: `StorageFailure`, `PersistenceError`.
    public func installation(orElse noted: InstallationID?) async throws -> InstallationID {
        let identifier = noted ?? InstallationID(random: random)
        return try await database.write { try $0.keepInstallation(identifier) }
    }
}

extension Connection {
    /// The identifier of the installation; nil when none was written yet.
    fileprivate func installation() throws -> InstallationID? {
        try row("SELECT identifier FROM installation").flatMap { InstallationID(bytes: try $0.bytes("identifier")) }
    }

    /// Writes the identifier of the installation, unless there is one.
    ///
    /// - Returns: the one that is there afterwards.
    fileprivate func keepInstallation(_ new: InstallationID) throws -> InstallationID {
        try execute("INSERT INTO installation (id, identifier) VALUES (1, \(new.bytes)) ON CONFLICT (id) DO NOTHING")
        return try installation() ?? new
    }
}

extension Database {
    /// Reads from a table that may not exist; nil when it does not.
    ///
    /// Database systems tell that in no common way.
    fileprivate func read<Result: Sendable>(
        orNil body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result? {
        do {
            return try await read(body)
        } catch let error as PersistenceError where error.code == .other {
            return nil
        }
    }
}
