public import TesseraJOSE

/// What happened, as the audit trail remembers it.
public struct AuditEvent: Sendable {
    /// The kinds of events; the raw values are stored and public.
    public enum Kind: String, Sendable, CaseIterable {
        /// Somebody made an account.
        case accountRegistered = "account.registered"
        /// An administrator or the command made an account.
        case accountCreated = "account.created"
        /// Somebody changed the own profile.
        case accountChanged = "account.changed"
        /// An account was disabled.
        case accountDisabled = "account.disabled"
        /// An account was enabled again.
        case accountEnabled = "account.enabled"
        /// Somebody removed the own account.
        case accountDeleted = "account.deleted"
        /// Somebody exported all that is held on them.
        case accountExported = "account.exported"
        /// The roles of an account were replaced.
        case rolesChanged = "account.roles_changed"
        /// The permissions of an account were replaced.
        case permissionsChanged = "account.permissions_changed"
        /// Somebody changed the own password.
        case passwordChanged = "password.changed"
        /// A password was set without the old one.
        case passwordSet = "password.set"
        /// A person who was signed in gave a wrong current password.
        case passwordWrong = "password.wrong"
        /// Somebody signed in.
        case signInSucceeded = "sign_in.succeeded"
        /// A password was wrong, or there is no such account.
        case signInFailed = "sign_in.failed"
        /// A session was ended.
        case sessionEnded = "session.ended"
        /// A replaced refresh token came back, and its session was ended.
        case refreshTokenReused = "session.refresh_token_reused"
        /// A replaced refresh token came back, and nothing was ended (policy `observe`).
        case refreshTokenReuseObserved = "session.refresh_token_reuse_observed"
        /// A client without attempt ids said that it got no answer, and had a new refresh token in the place of the unseen one.
        case refreshReplaced = "refresh.replaced"
        /// A refresh token of a session that is bound to a key came without the proof of that key; nothing was ended.
        case refreshProofRefused = "session.refresh_proof_refused"
        /// A genuine refresh token was newer than the database, which has been restored from a backup.
        case sessionAheadOfDatabase = "session.ahead_of_database"
        /// A signing key was made.
        case signingKeyCreated = "signing_key.created"
        /// A signing key was revoked.
        case signingKeyRevoked = "signing_key.revoked"
        /// A confidential client was made.
        case clientCreated = "client.created"
        /// The secret of a confidential client was replaced.
        case clientSecretRotated = "client.secret_rotated"
        /// A confidential client was disabled.
        case clientDisabled = "client.disabled"
        /// A confidential client was enabled again.
        case clientEnabled = "client.enabled"
        /// A confidential client was removed.
        case clientDeleted = "client.deleted"
        /// The first administrator was made by the one-time link.
        case firstAdministratorCreated = "setup.first_administrator_created"
        /// The database was filled with accounts and sessions for a load test.
        case databaseSeeded = "database.seeded"
    }

    /// Orders the events; nil before it is written.
    public let id: Int64?
    /// When it happened.
    public let at: Timestamp
    /// What happened.
    public let kind: Kind
    /// Who did it: an account's id, `client:` with a client's id, `command` or `system`.
    public let actor: String
    /// The account that it happened to.
    public let accountID: AccountID?
    /// The session that it happened to.
    public let sessionID: SessionID?
    /// The address that the request came from; empty when there was none.
    public let address: String
    /// The user agent of the request.
    public let userAgent: String?
    /// More about it.
    ///
    /// Never a secret.
    public let detail: JSONObject?

    /// An event that is about to be written.
    init(
        _ kind: Kind,
        at: Timestamp,
        by actor: Actor,
        account: AccountID? = nil,
        session: SessionID? = nil,
        from source: RequestSource = RequestSource(address: "", userAgent: nil),
        detail: JSONObject? = nil
    ) {
        self.init(
            id: nil,
            at: at,
            kind: kind,
            actor: actor.text,
            accountID: account,
            sessionID: session,
            address: source.address,
            userAgent: source.userAgent,
            detail: detail
        )
    }

    init(
        id: Int64?,
        at: Timestamp,
        kind: Kind,
        actor: String,
        accountID: AccountID?,
        sessionID: SessionID?,
        address: String,
        userAgent: String?,
        detail: JSONObject?
    ) {
        self.id = id
        self.at = at
        self.kind = kind
        self.actor = actor
        self.accountID = accountID
        self.sessionID = sessionID
        self.address = address
        self.userAgent = userAgent
        self.detail = detail
    }
}
