import Persistence
import TesseraOAuth

/// One row of `sessions`: the only list of its columns, and their only reader.
///
/// Decoded by the task that asked for it, and not by the thread that writes.
struct SessionRow: Sendable {
    /// The columns of a ``SessionBasis``.
    static let basisColumns: SQL = """
        id, account_id, client_id, transport, scope, methods, generation, authenticated_at, idle_expires_at, key_thumbprint, \
        status_position
        """

    /// The columns of a ``Session``, in the order in which a new row has them.
    static let columns: SQL = """
        \(basisColumns), created_at, last_seen_at, expires_at, created_address, last_address, created_user_agent, last_user_agent, \
        rotated_at, attempts, ended_at, end_cause, reuse_generation_gap, reuse_milliseconds, reuse_address_differed, \
        reuse_user_agent_differed
        """

    /// Roles and permissions of a session's account in one look-up; a comma, which no word has, stands between them.
    static let grantsColumn: SQL = """
        (SELECT roles || ',' || permissions FROM accounts WHERE accounts.id = sessions.account_id) AS account_grants
        """

    private let row: Row

    init(_ row: Row) {
        self.row = row
    }

    /// What the session's tokens are made of; its account is there.
    func basis() throws -> SessionBasis {
        SessionBasis(
            id: SessionID(unchecked: try row.bytes("id")),
            accountID: AccountID(unchecked: try row.bytes("account_id")),
            clientID: try row.text("client_id"),
            transport: TokenTransport(rawValue: try row.text("transport")) ?? .body,
            scope: try Scope(parsing: try row.text("scope")),
            methods: WordList.words(try row.text("methods")),
            generation: try row.integer("generation"),
            authenticatedAt: Timestamp(milliseconds: try row.integer("authenticated_at")),
            idleExpiresAt: Timestamp(milliseconds: try row.integer("idle_expires_at")),
            keyThumbprint: try row.optionalText("key_thumbprint"),
            statusPosition: try statusPosition()
        )
    }

    /// The session; nil when its account has been deleted.
    func session() throws -> Session? {
        guard try row.optionalBytes("account_id") != nil else { return nil }
        return Session(
            basis: try basis(),
            createdAt: Timestamp(milliseconds: try row.integer("created_at")),
            lastSeenAt: Timestamp(milliseconds: try row.integer("last_seen_at")),
            expiresAt: Timestamp(milliseconds: try row.integer("expires_at")),
            createdAddress: try row.text("created_address"),
            lastAddress: try row.text("last_address"),
            createdUserAgent: try row.optionalText("created_user_agent"),
            lastUserAgent: try row.optionalText("last_user_agent"),
            end: try end(),
            rotatedAt: try row.optionalInteger("rotated_at").map(Timestamp.init(milliseconds:)),
            steps: StepHistory(try row.optionalBytes("attempts"))
        )
    }

    /// Where the session's status stands; nil for one from before there were status lists.
    func statusPosition() throws -> Int64? { try row.optionalInteger("status_position") }

    /// What the session's account may do, where the row was asked for ``grantsColumn``; nothing when it has been deleted.
    func grants() throws -> AccountGrants {
        let parts = try (row.optionalText("account_grants") ?? "").split(
            separator: ",",
            omittingEmptySubsequences: false
        )
        return AccountGrants(
            roles: WordList.words(String(parts.first ?? "")),
            permissions: WordList.words(String(parts.dropFirst().first ?? ""))
        )
    }

    /// The end that was written down.
    func end() throws -> SessionEnd? {
        guard let endedAt = try row.optionalInteger("ended_at") else { return nil }
        let cause = SessionEndCause(rawValue: try row.text("end_cause")) ?? .revokedByAdministrator
        var reuse: ReuseEvidence?
        if let gap = try row.optionalInteger("reuse_generation_gap") {
            reuse = ReuseEvidence(
                generationGap: gap,
                millisecondsSinceRotation: try row.integer("reuse_milliseconds"),
                addressDiffered: try row.bool("reuse_address_differed"),
                userAgentDiffered: try row.bool("reuse_user_agent_differed")
            )
        }
        return SessionEnd(at: Timestamp(milliseconds: endedAt), cause: cause, reuse: reuse)
    }
}
