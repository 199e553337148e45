import TesseraOAuth

/// What the tokens of a session are made of: no more, since a refresh carries it through the one thread that writes.
struct TokenBasis: Sendable {
    let sessionID: SessionID
    let accountID: AccountID
    let clientID: String
    let transport: TokenTransport
    let generation: Int64
    let scope: Scope
    let authenticatedAt: Timestamp
    let idleExpiresAt: Timestamp
    let methods: [String]
    let grants: AccountGrants
    /// Where the session's status stands: `list * 131,072 + index`.
    let statusPosition: Int64?
    /// The thumbprint of the key that the session is bound to.
    let keyThumbprint: String?
}

/// What an account may do, as access tokens carry it.
struct AccountGrants: Sendable, Hashable {
    let roles: [String]
    let permissions: [String]
}

extension TokenBasis {
    /// The basis of a session's tokens as the session is now.
    init(_ session: Session, grants: AccountGrants, statusPosition: Int64?) {
        self.init(
            sessionID: session.id,
            accountID: session.accountID,
            clientID: session.clientID,
            transport: session.transport,
            generation: session.generation,
            scope: session.scope,
            authenticatedAt: session.authenticatedAt,
            idleExpiresAt: session.idleExpiresAt,
            methods: session.methods,
            grants: grants,
            statusPosition: statusPosition,
            keyThumbprint: session.keyThumbprint
        )
    }
}
