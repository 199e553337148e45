import Persistence
import TesseraOAuth

/// One row of `sessions`, as the rules need it.
struct SessionRow: Sendable {
    let id: SessionID
    /// Nil when the account has been deleted.
    let accountID: AccountID?
    let facts: RefreshRule.Facts
    let session: Session?
    /// Where its status stands; nil for a session from before there were status lists.
    let statusPosition: Int64?

    /// The columns, in the order in which every statement names them.
    static let columns: SQL = """
        id, account_id, client_id, transport, scope, methods, generation, attempts, rotated_at, created_at, authenticated_at, \
        last_seen_at, idle_expires_at, expires_at, created_address, created_user_agent, last_address, last_user_agent, \
        ended_at, end_cause, reuse_generation_gap, reuse_milliseconds, reuse_address_differed, reuse_user_agent_differed, \
        status_position, key_thumbprint
        """

    init(_ row: Row) throws {
        id = SessionID(unchecked: try row.bytes("id"))
        accountID = try row.optionalBytes("account_id").map(AccountID.init(unchecked:))
        statusPosition = try row.optionalInteger("status_position")
        let end = try Self.end(row)
        let generation = try row.integer("generation")
        let idleExpiresAt = Timestamp(milliseconds: try row.integer("idle_expires_at"))
        let expiresAt = Timestamp(milliseconds: try row.integer("expires_at"))
        let lastAddress = try row.text("last_address")
        let lastUserAgent = try row.optionalText("last_user_agent")
        let keyThumbprint = try row.optionalText("key_thumbprint")
        facts = RefreshRule.Facts(
            generation: generation,
            rotatedAt: try row.optionalInteger("rotated_at").map(Timestamp.init(milliseconds:)),
            steps: StepHistory(try row.optionalBytes("attempts")),
            idleExpiresAt: idleExpiresAt,
            expiresAt: expiresAt,
            end: end,
            lastAddress: lastAddress,
            lastUserAgent: lastUserAgent,
            keyThumbprint: keyThumbprint
        )
        guard let accountID else {
            session = nil
            return
        }
        session = Session(
            id: id,
            accountID: accountID,
            clientID: try row.text("client_id"),
            transport: TokenTransport(rawValue: try row.text("transport")) ?? .body,
            generation: generation,
            scope: try Scope(parsing: try row.text("scope")),
            createdAt: Timestamp(milliseconds: try row.integer("created_at")),
            lastSeenAt: Timestamp(milliseconds: try row.integer("last_seen_at")),
            authenticatedAt: Timestamp(milliseconds: try row.integer("authenticated_at")),
            idleExpiresAt: idleExpiresAt,
            expiresAt: expiresAt,
            methods: WordList.words(try row.text("methods")),
            createdAddress: try row.text("created_address"),
            lastAddress: lastAddress,
            createdUserAgent: try row.optionalText("created_user_agent"),
            lastUserAgent: lastUserAgent,
            keyThumbprint: keyThumbprint,
            end: end
        )
    }

    private static func end(_ row: Row) throws -> SessionEnd? {
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

/// Words in one text, with single spaces: how roles, permissions and methods lie in the database.
enum WordList {
    static func words(_ text: String) -> [String] {
        text.split(separator: " ").map(String.init)
    }

    static func text(_ words: [String]) -> String {
        words.joined(separator: " ")
    }
}
