public import TesseraJOSE

/// What happened, as the audit trail remembers it.
public struct AuditEvent: Sendable {
    /// The kinds of events; the raw values are stored and public.
    public enum Kind: String, Sendable, CaseIterable {
        case accountRegistered = "account.registered"
        case accountCreated = "account.created"
        case accountChanged = "account.changed"
        case accountDisabled = "account.disabled"
        case accountEnabled = "account.enabled"
        case accountDeleted = "account.deleted"
        case accountExported = "account.exported"
        case rolesChanged = "account.roles_changed"
        case permissionsChanged = "account.permissions_changed"
        case passwordChanged = "password.changed"
        case passwordSet = "password.set"
        case signInSucceeded = "sign_in.succeeded"
        case signInFailed = "sign_in.failed"
        case signInThrottled = "sign_in.throttled"
        case sessionEnded = "session.ended"
        case refreshTokenReused = "session.refresh_token_reused"
        case refreshTokenReuseObserved = "session.refresh_token_reuse_observed"
        case sessionAheadOfDatabase = "session.ahead_of_database"
        case signingKeyCreated = "signing_key.created"
        case signingKeyRevoked = "signing_key.revoked"
        case firstAdministratorCreated = "setup.first_administrator_created"
    }

    /// Orders the events; nil before it is written.
    public let id: Int64?
    /// When it happened.
    public let at: Timestamp
    /// What happened.
    public let kind: Kind
    /// Who did it: an account's id, `command` or `system`.
    public let actor: String
    /// The account that it happened to.
    public let accountID: AccountID?
    /// The session that it happened to.
    public let sessionID: SessionID?
    /// The address that the request came from; empty when there was none.
    public let address: String
    /// The user agent of the request.
    public let userAgent: String?
    /// More about it. Never a secret.
    public let detail: JSONObject?

    /// An event that is about to be written.
    init(
        _ kind: Kind, at: Timestamp, by actor: Actor, account: AccountID? = nil, session: SessionID? = nil,
        from source: RequestSource = RequestSource(address: "", userAgent: nil), detail: JSONObject? = nil
    ) {
        self.init(
            id: nil, at: at, kind: kind, actor: actor.text, accountID: account, sessionID: session, address: source.address,
            userAgent: source.userAgent, detail: detail)
    }

    init(
        id: Int64?, at: Timestamp, kind: Kind, actor: String, accountID: AccountID?, sessionID: SessionID?, address: String,
        userAgent: String?, detail: JSONObject?
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
