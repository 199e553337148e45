internal import Persistence

extension SignInThrottle {
    /// The tables, for the list of migrations.
    ///
    /// `full_at` is the time, in milliseconds since 1970, at which a bucket is full again; keys are 16 bytes of MAC.
    static let migration: [SQL] = [
        """
        CREATE TABLE sign_in_throttles (
            key \(type: .bytes) PRIMARY KEY NOT NULL,
            full_at \(type: .bigint) NOT NULL
        ) \(options: .strictByPrimaryKey)
        """,
        """
        CREATE TABLE familiar_addresses (
            account \(type: .bytes) NOT NULL,
            address \(type: .bytes) NOT NULL,
            seen_at \(type: .bigint) NOT NULL,
            PRIMARY KEY (account, address)
        ) \(options: .strictByPrimaryKey)
        """,
        "CREATE INDEX familiar_addresses_by_seen_at ON familiar_addresses (seen_at)",
    ]

    /// Reserves an attempt: turned away by a read when it is throttled already, and otherwise decided in a transaction.
    ///
    /// - Parameters:
    ///   - attempt: The sign-in.
    ///   - database: Where the buckets are.
    ///   - now: Milliseconds since 1970.
    /// - Returns: Go on, or not before when.
    /// - Throws: What the database throws.
    func reserve(_ attempt: Attempt, in database: any Database, now: Int64) async throws -> ThrottleDecision {
        if let seconds = try await database.read({ try $0.throttling(of: attempt, now: now) }) {
            return .throttled(retryAfter: seconds)
        }
        return try await database.write(isolation: .readCommitted) { try $0.reserve(attempt, now: now) }
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
        if let seconds = try await database.read({ try $0.throttling(of: buckets, now: now) }) {
            return .throttled(retryAfter: seconds)
        }
        return try await database.write(isolation: .readCommitted) { try $0.reserve(buckets, now: now) }
    }
}
