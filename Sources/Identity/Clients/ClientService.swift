import Logging
import Persistence
import TesseraJOSE

/// Makes, shows, changes and removes confidential clients, and tells whether somebody is one.
public final class ClientService: Sendable {
    /// The longest time for which a replaced secret can be kept.
    public static let longestKeeping: Duration = .seconds(30 * 86_400)

    let database: any Database
    let time: TimeSource
    let random: RandomSource
    let logger: Logger
    let memory = ClientMemory()
    let throttle = ClientThrottle()
    /// The `client_id` that the login service's own tokens carry, which no client may have.
    private let reserved: String

    init(database: any Database, reserved: String, time: TimeSource, random: RandomSource, logger: Logger) {
        self.database = database
        self.reserved = reserved
        self.time = time
        self.random = random
        self.logger = logger
    }

    /// Makes a client and its secret.
    ///
    /// - Parameters:
    ///   - registration: what the operator says of it.
    ///   - actor: who asked for it.
    ///   - tell: shows the secret before anything is kept: what it throws undoes all. The transaction is open meanwhile and may be
    ///     run again, so it is called once or several times, with the same secret.
    /// - Returns: the client and the secret, which is shown now or never.
    /// - Throws: `IdentityError`: `invalid_request` for an identifier or a name that cannot be, `client_id_taken`.
    public func create(
        _ registration: ClientRegistration,
        by actor: Actor,
        tell: @escaping @Sendable (IssuedClientSecret) throws -> Void = { _ in }
    ) async throws -> IssuedClientSecret {
        let id = try registration.id.map(Self.checkedID) ?? .generate(random)
        let name = try WordRules.displayName(registration.name, field: "name")
        let taken = IdentityError(.clientIDTaken(id.text))
        guard id.text != reserved else { throw taken }
        let (secret, permissions, now) = (ClientSecret.generate(random), registration.permissions, time.now())
        let client = try await database.write { transaction -> Client in
            let added = try transaction.clients.add(
                id,
                name: name,
                permissions: permissions,
                secret: secret.hash,
                at: now
            )
            guard let added else { throw taken }
            try transaction.announce(.clients)
            try transaction.audit.append(.client(.clientCreated, id, by: actor, at: now))
            try tell(IssuedClientSecret(client: added, secret: secret))
            return added
        }
        memory.forget(id)
        return IssuedClientSecret(client: client, secret: secret)
    }

    /// Every client, the oldest first.
    public func list() async throws -> [Client] {
        try await database.read { try $0.clients.list() }
    }

    /// The client of this name.
    ///
    /// - Throws: `IdentityError` `client_not_found`.
    public func client(_ id: String) async throws -> Client {
        let row = try await database.read { transaction in try ClientID(id).flatMap { try transaction.clients.find($0) }
        }
        guard let row else { throw Self.notFound }
        return row.client
    }

    /// Replaces a client's secret.
    ///
    /// A client has two secrets at the most. While the one before the present one is good, only a rotation that keeps none can
    /// replace both.
    ///
    /// - Parameters:
    ///   - id: the client.
    ///   - keeping: for how long the present secret stays good beside the new one; zero ends every older one at once. At most
    ///     ``longestKeeping``.
    ///   - actor: who asked for it.
    ///   - tell: shows the secret before anything is kept, as at ``create(_:by:tell:)``.
    /// - Returns: the client and its new secret, which is shown now or never.
    /// - Throws: `IdentityError`: `client_not_found`, `invalid_request` for a time that is negative or too long, `conflict` while two
    ///   secrets are good.
    public func rotateSecret(
        of id: String,
        keeping: Duration = .zero,
        by actor: Actor,
        tell: @escaping @Sendable (IssuedClientSecret) throws -> Void = { _ in }
    ) async throws -> IssuedClientSecret {
        guard keeping >= .zero, keeping <= Self.longestKeeping else {
            throw IdentityError(.secretKeptTooLong(days: 30))
        }
        let (secret, now) = (ClientSecret.generate(random), time.now())
        let until = keeping > .zero ? now + keeping : nil
        let client = try await change(id) { transaction, row in
            if until != nil, let previous = row.client.previousSecret, previous.expiresAt > now {
                throw IdentityError(.twoSecrets(of: row.client.id.text, until: previous.expiresAt))
            }
            try transaction.audit.append(.client(.clientSecretRotated, row.client.id, by: actor, at: now))
            let after = try transaction.clients.rotateSecret(
                row.client.id,
                to: secret.hash,
                previousUntil: until,
                at: now
            )
            if let after { try tell(IssuedClientSecret(client: after, secret: secret)) }
            return after
        }
        return IssuedClientSecret(client: client, secret: secret)
    }

    /// Refuses a client from now on, within a second on every server of the database.
    ///
    /// - Throws: `IdentityError` `client_not_found`.
    public func disable(_ id: String, by actor: Actor) async throws -> Client {
        let now = time.now()
        return try await change(id) { transaction, row in
            guard row.client.disabledAt == nil else { return row.client }
            try transaction.audit.append(.client(.clientDisabled, row.client.id, by: actor, at: now))
            return try transaction.clients.setDisabled(row.client.id, since: now)
        }
    }

    /// Accepts a client again.
    ///
    /// - Throws: `IdentityError` `client_not_found`.
    public func enable(_ id: String, by actor: Actor) async throws -> Client {
        let now = time.now()
        return try await change(id) { transaction, row in
            guard row.client.disabledAt != nil else { return row.client }
            try transaction.audit.append(.client(.clientEnabled, row.client.id, by: actor, at: now))
            return try transaction.clients.setDisabled(row.client.id, since: nil)
        }
    }

    /// Removes a client and its secrets.
    ///
    /// - Throws: `IdentityError` `client_not_found`.
    public func delete(_ id: String, by actor: Actor) async throws {
        guard let id = ClientID(id) else { throw Self.notFound }
        let now = time.now()
        try await database.write { transaction in
            guard try transaction.clients.remove(id) else { throw Self.notFound }
            try transaction.announce(.clients)
            try transaction.audit.append(.client(.clientDeleted, id, by: actor, at: now))
        }
        memory.forget(id)
    }

    /// One change of one client, with its audit event, in one transaction.
    private func change(
        _ id: String,
        _ body: @escaping @Sendable (any Transaction, ClientRow) throws -> Client?
    ) async throws -> Client {
        guard let id = ClientID(id) else { throw Self.notFound }
        let client = try await database.write { transaction in
            guard let before = try transaction.clients.find(id), let after = try body(transaction, before) else {
                throw Self.notFound
            }
            try transaction.announce(.clients)
            return after
        }
        memory.forget(id)
        return client
    }

    /// Another process has changed a client: what is remembered may be wrong.
    func forgetRemembered() {
        memory.forgetAll()
    }

    private static func checkedID(_ text: String) throws -> ClientID {
        guard let id = ClientID(text) else {
            throw IdentityError(.malformedClientID)
        }
        return id
    }

    private static let notFound = IdentityError(.clientNotFound)
}

extension AuditEvent {
    fileprivate static func client(_ kind: Kind, _ id: ClientID, by actor: Actor, at now: Timestamp) -> AuditEvent {
        AuditEvent(kind, at: now, by: actor, detail: ["client_id": .string(id.text)])
    }
}
