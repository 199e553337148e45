import Crypto
import Persistence
import TesseraJOSE

/// Lets whoever started the server make the first administrator, by a one-time token that is shown at the start.
///
/// The database holds a hash of the token only. There is one token at a time; it is good for a day, once, and only while
/// nobody can administer.
public struct FirstAdministratorSetup: Sendable {
    /// For how long a token is good.
    public static let lifetime: Duration = .seconds(86_400)

    let accounts: AccountService
    let database: any Database
    let time: TimeSource
    let random: RandomSource

    /// A new token, which replaces any older one; nil when an administrator exists.
    public func issueToken() async throws -> String? {
        let token = Base64URL.encode(random.bytes(32))
        let (hash, expiresAt) = (Self.hash(token), time.now() + Self.lifetime)
        return try await database.write { connection in
            if try connection.hasAdministrator(otherThan: nil) { return nil }
            try connection.execute("DELETE FROM setup_tokens")
            try connection.execute(
                "INSERT INTO setup_tokens (hash, expires_at) VALUES (\(hash), \(expiresAt.milliseconds))"
            )
            return token
        }
    }

    /// Makes the first administrator.
    ///
    /// - Throws: `IdentityError`: `invalid_setup_token`, `invalid_request`, `password_refused`, `user_name_taken`, `email_taken` or
    ///   `overloaded`. The token stays good when the registration was refused.
    public func complete(
        token: String,
        _ registration: Registration,
        from source: RequestSource
    ) async throws -> Account {
        let (hash, now) = (Self.hash(token), time.now())
        let isGood = try await database.read { try $0.isSetupTokenGood(hash, at: now) }
        guard isGood else { throw Self.invalid }
        let new = try await accounts.newAccount(
            CheckedRegistration(registration),
            roles: [Account.administratorRole],
            permissions: [],
            from: source
        )
        return try await database.write { connection in
            guard try connection.useSetupToken(hash, at: now) else { throw Self.invalid }
            let account = try connection.addNamed(new, at: now)
            try connection.audit(
                AuditEvent(
                    .firstAdministratorCreated,
                    at: now,
                    by: .account(account.id),
                    account: account.id,
                    from: source
                )
            )
            return account
        }
    }

    private static func hash(_ token: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(token.utf8)))
    }

    private static let invalid = IdentityError(.invalidSetupToken)
}

extension Connection {
    /// When the first of the tokens ran out that are good no more; nil when there is none.
    func oldestExpiredSetupToken(at now: Timestamp) throws -> Timestamp? {
        try row(
            "SELECT expires_at FROM setup_tokens WHERE expires_at <= \(now.milliseconds) ORDER BY expires_at LIMIT 1"
        )
        .map { Timestamp(milliseconds: try $0.integer("expires_at")) }
    }

    /// Removes tokens that are good no more.
    ///
    /// - Returns: how many were removed.
    func removeExpiredSetupTokens(at now: Timestamp, limit: Int) throws -> Int {
        try execute(
            """
            DELETE FROM setup_tokens WHERE hash IN (
                SELECT hash FROM setup_tokens WHERE expires_at <= \(now.milliseconds) LIMIT \(limit)
            )
            """
        )
    }

    fileprivate func isSetupTokenGood(_ hash: [UInt8], at now: Timestamp) throws -> Bool {
        guard try exists("SELECT 1 FROM setup_tokens WHERE hash = \(hash) AND expires_at > \(now.milliseconds)") else {
            return false
        }
        return try !hasAdministrator(otherThan: nil)
    }

    fileprivate func useSetupToken(_ hash: [UInt8], at now: Timestamp) throws -> Bool {
        guard try !hasAdministrator(otherThan: nil) else { return false }
        return try execute("DELETE FROM setup_tokens WHERE hash = \(hash) AND expires_at > \(now.milliseconds)") == 1
    }
}
