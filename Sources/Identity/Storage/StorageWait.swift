import Persistence

/// The bound on how long one request waits for the database.
public enum StorageWait {
    /// Counts all reads and writes of a body together, so that it waits for the database no longer than one of them alone may.
    ///
    /// - Parameters:
    ///   - asksForChange: Whether the request is one that changes something, so that a failure of the database has to say
    ///     whether anything was.
    ///   - body: What answers one request.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws.
    public static func ofOneRequest<Result>(
        asksForChange: Bool = false,
        _ body: () async throws -> Result
    ) async throws -> Result {
        try await DatabaseWait.$current.withValue(DatabaseWait()) {
            guard asksForChange else { return try await body() }
            return try await RequestEffect.$current.withValue(RequestEffect()) { try await body() }
        }
    }
}
