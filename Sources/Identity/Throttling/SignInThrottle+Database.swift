internal import Persistence

extension SignInThrottle {
    /// Reserves an attempt: turned away by a read when it is throttled already, and otherwise decided in a transaction.
    ///
    /// - Parameters:
    ///   - attempt: The sign-in.
    ///   - database: Where the buckets are.
    ///   - now: Milliseconds since 1970.
    /// - Returns: Go on, or not before when.
    /// - Throws: What the database throws.
    func reserve(_ attempt: Attempt, in database: any Database, now: Int64) async throws -> ThrottleDecision {
        if let seconds = try await database.read({ try $0.throttles.throttling(of: attempt, now: now) }) {
            return .throttled(retryAfter: seconds)
        }
        return try await database.write(isolation: .readCommitted) { try $0.throttles.reserve(attempt, now: now) }
    }

    /// Reserves an attempt of other buckets, such as a registration, in the same way.
    ///
    /// - Parameters:
    ///   - buckets: The buckets that it draws on.
    ///   - database: Where the buckets are.
    ///   - now: Milliseconds since 1970.
    /// - Returns: Go on, or not before when.
    /// - Throws: What the database throws.
    func reserve(_ buckets: [Bucket], in database: any Database, now: Int64) async throws -> ThrottleDecision {
        if let seconds = try await database.read({ try $0.throttles.throttling(of: buckets, now: now) }) {
            return .throttled(retryAfter: seconds)
        }
        return try await database.write(isolation: .readCommitted) { try $0.throttles.reserve(buckets, now: now) }
    }
}
