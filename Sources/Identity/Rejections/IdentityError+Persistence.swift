import Persistence

extension IdentityError {
    /// The refusal for a write to a database that is sealed, since it was copied to another; nil for any other failure.
    ///
    /// The same request succeeds at a node on the other database, so it is to be asked again.
    ///
    /// - Parameter error: What the database has thrown.
    public init?(sealed error: any Error) {
        guard let error = error as? PersistenceError, error.code == .sealed else { return nil }
        self.init(.overloaded(.databaseMoving, after: 5))
    }
}
