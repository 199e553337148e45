import Persistence

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
        return try await database.write { try $0.setup.keepInstallation(identifier) }
    }
}
