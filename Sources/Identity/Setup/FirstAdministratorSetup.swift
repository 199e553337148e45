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
        return try await database.write { transaction in
            if try transaction.accounts.hasAdministrator(otherThan: nil) { return nil }
            try transaction.execute("DELETE FROM setup_tokens")
            try transaction.execute(
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
        let isGood = try await database.read { try $0.setup.isTokenGood(hash, at: now) }
        guard isGood else { throw Self.invalid }
        let new = try await accounts.newAccount(
            CheckedRegistration(registration),
            roles: [Account.administratorRole],
            permissions: [],
            from: source
        )
        return try await database.write { transaction in
            guard try transaction.setup.useToken(hash, at: now) else { throw Self.invalid }
            let account = try transaction.accounts.addNamed(new, at: now)
            try transaction.audit.append(
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
