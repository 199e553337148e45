import TesseraOAuth

/// What a session begins with, beside who signed in and how.
struct SessionTerms: Sendable {
    let id: SessionID
    let clientID: String
    let transport: TokenTransport
    let scope: Scope
    /// The thumbprint of the key that the session is bound to.
    let keyThumbprint: String?
    let idleExpiresAt: Timestamp
    let expiresAt: Timestamp
    let source: RequestSource
    /// When it begins.
    let now: Timestamp
}

extension Session {
    /// The session of an account that begins on these terms.
    init(
        of account: AccountID,
        by methods: [AuthenticationMethod],
        authenticatedAt: Timestamp,
        on terms: SessionTerms
    ) {
        self.init(
            id: terms.id,
            accountID: account,
            clientID: terms.clientID,
            transport: terms.transport,
            generation: 0,
            scope: terms.scope,
            createdAt: terms.now,
            lastSeenAt: terms.now,
            // A clock that went back meanwhile puts no proof after the session that rests on it.
            authenticatedAt: min(authenticatedAt, terms.now),
            idleExpiresAt: terms.idleExpiresAt,
            expiresAt: terms.expiresAt,
            methods: methods.map(\.rawValue),
            createdAddress: terms.source.address,
            lastAddress: terms.source.address,
            createdUserAgent: terms.source.userAgent,
            lastUserAgent: terms.source.userAgent,
            keyThumbprint: terms.keyThumbprint,
            end: nil
        )
    }
}
