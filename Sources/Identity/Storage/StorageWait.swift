import Persistence

/// The bound on how long one request waits for the database.
public enum StorageWait {
    /// Counts all reads and writes of a body together, so that it waits for the database no longer than one of them alone may.
    ///
    /// - Parameter body: What answers one request.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws.
    public static func ofOneRequest<Result>(
        _ body: nonisolated(nonsending) () async throws -> Result
    ) async throws -> Result {
        try await DatabaseWait.$current.withValue(DatabaseWait()) { try await body() }
    }
}
