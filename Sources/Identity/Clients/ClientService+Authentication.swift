import Logging
import Persistence

/// What a client sends to prove who it is (RFC 6749 §2.3.1).
public struct ClientCredentials: Sendable {
    /// The `client_id`, as sent.
    public let id: String
    /// The `client_secret`, as sent.
    public let secret: String

    /// Credentials as they were sent.
    public init(id: String, secret: String) {
        self.id = id
        self.secret = secret
    }
}

extension ClientCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the secret.
    public var description: String { "ClientCredentials(redacted)" }
    /// Never the secret.
    public var debugDescription: String { description }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What came of an attempt to prove who one is.
public enum ClientAuthentication: Sendable {
    /// The client is who it says it is.
    case authenticated(Client)
    /// It is not: there is no such client, the secret is wrong, or the client is disabled. Which of these is not told.
    case refused
    /// Too many attempts have failed; this one was not looked at.
    case throttled(retryAfter: Int)
}

extension ClientService {
    /// Tells whether somebody is the client that they say they are.
    ///
    /// From memory for a second after a reading of the database. Names that nobody has take the same way and do the same work as
    /// those of clients.
    ///
    /// - Parameters:
    ///   - credentials: what was sent.
    ///   - source: where it comes from, for the throttle.
    /// - Returns: the client, or that there is none.
    /// - Throws: what the database throws.
    public func authenticate(
        _ credentials: ClientCredentials,
        from source: RequestSource
    ) async throws -> ClientAuthentication {
        let now = time.now()
        let id = ClientID(credentials.id)
        if let seconds = throttle.wait(for: id, from: source.address, at: now) {
            return .throttled(retryAfter: seconds)
        }
        let row: ClientRow? =
            if let id { try await self.row(of: id, at: now) } else { nil }
        let isRight = ClientRow.accepts(ClientSecretHash(of: credentials.secret), of: row, at: now)
        guard isRight, let row, row.client.disabledAt == nil else {
            throttle.failed(id, from: source.address, at: now)
            logger.notice(
                "client authentication failed",
                metadata: [
                    "client.id": .string(id?.text ?? "malformed"), "client.address": .string(source.address),
                ]
            )
            return .refused
        }
        memory.noteUse(row.client.id, at: now)
        return .authenticated(row.client)
    }

    /// Writes down when clients were last used, and forgets replaced secrets that are good no more.
    func maintain() async throws {
        try await writeUses()
        let now = time.now()
        let isDue = try await database.read { transaction in
            try transaction.exists(
                "SELECT 1 FROM clients WHERE previous_secret_expires_at <= \(now.milliseconds) LIMIT 1"
            )
        }
        if isDue { try await database.write { try $0.clients.forgetPreviousSecrets(at: now) } }
    }

    /// Writes down when clients were last used: a write a minute, not one a request.
    func writeUses() async throws {
        let uses = memory.takeUses()
        guard !uses.isEmpty else { return }
        do {
            try await database.write { transaction in
                for (id, moment) in uses.sorted(by: { $0.key.text < $1.key.text }) {
                    try transaction.clients.noteUse(of: id, at: moment)
                }
            }
        } catch {
            memory.returnUses(uses)
            throw error
        }
    }

    private func row(of id: ClientID, at now: Timestamp) async throws -> ClientRow? {
        switch memory.find(id, at: now) {
        case .client(let row): return row
        case .nobody: return nil
        case .nothing:
            let row = try await database.read { try $0.clients.find(id) }
            memory.remember(id, row, readAt: now)
            return row
        }
    }
}

extension ClientRow {
    /// Whether a secret is one of a client's, with the same work when there is no client.
    static func accepts(_ presented: ClientSecretHash, of row: ClientRow?, at now: Timestamp) -> Bool {
        let isCurrent = presented.isIdentical(to: row?.secretHash ?? Self.nobodys)
        let isPrevious = presented.isIdentical(to: row?.previousSecret?.hash ?? Self.nobodys)
        let isPreviousGood = (row?.previousSecret?.expiresAt).map { $0 > now } ?? false
        return row != nil && (isCurrent || isPrevious && isPreviousGood)
    }

    /// No secret is known to have this hash, and whoever found one would find no client with it.
    private static let nobodys = ClientSecretHash(bytes: [UInt8](repeating: 0, count: 32))
}
