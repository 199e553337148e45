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
    /// The session of an account that begins on these terms, without a position in the status lists.
    init(
        of account: AccountID,
        by methods: [AuthenticationMethod],
        authenticatedAt: Timestamp,
        on terms: SessionTerms
    ) {
        self.init(
            basis: SessionBasis(
                id: terms.id,
                accountID: account,
                clientID: terms.clientID,
                transport: terms.transport,
                scope: terms.scope,
                methods: methods.map(\.rawValue),
                generation: 0,
                // A clock that went back meanwhile puts no proof after the session that rests on it.
                authenticatedAt: min(authenticatedAt, terms.now),
                idleExpiresAt: terms.idleExpiresAt,
                keyThumbprint: terms.keyThumbprint,
                statusPosition: nil
            ),
            createdAt: terms.now,
            lastSeenAt: terms.now,
            expiresAt: terms.expiresAt,
            createdAddress: terms.source.address,
            lastAddress: terms.source.address,
            createdUserAgent: terms.source.userAgent,
            lastUserAgent: terms.source.userAgent,
            end: nil,
            rotatedAt: nil,
            steps: StepHistory(nil)
        )
    }
}
