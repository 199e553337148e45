import Logging
import Persistence
import Synchronization
public import TesseraJOSE

/// Makes, publishes, uses, retires and revokes the keys that sign access tokens.
///
/// The keys lie in the database, the private parts wrapped under the master secret. In memory they are one immutable ring,
/// replaced as a whole, so that signing and publishing never wait.
public final class SigningKeyService: Sendable {
    let database: any Database
    let schedule: KeySchedule
    let time: TimeSource
    private let signsTokens: Bool
    private let wrapping: KeyWrapping
    private let ring: Mutex<KeyRing>
    private let lastSearch = Mutex<Timestamp?>(nil)

    /// Loads the keys, and makes the first one when there is none.
    ///
    /// - Parameters:
    ///   - database: where the keys are.
    ///   - masterSecret: what their private parts are wrapped under.
    ///   - schedule: when keys are made, begin and stop.
    ///   - signsTokens: whether this process signs tokens, and so says how long they live. A command does not, and its settings
    ///     may be others than the servers'.
    ///   - time: where the present moment comes from.
    /// - Throws: what the database throws; `MasterSecretError` for another master secret.
    init(
        database: any Database,
        masterSecret: MasterSecret,
        schedule: KeySchedule,
        signsTokens: Bool,
        time: TimeSource
    ) async throws {
        self.database = database
        self.schedule = schedule
        self.signsTokens = signsTokens
        self.time = time
        self.wrapping = KeyWrapping(key: masterSecret.derivedKey(for: .signingKeyWrapping))
        let empty = try KeyRing(
            records: [],
            signers: [:],
            published: JSONWebKeySet([]),
            verification: VerificationKeySet(JSONWebKeySet([]), algorithms: Self.algorithms),
            version: ""
        )
        self.ring = Mutex(empty)
        try await reload()
        // No more than that: a command that only looks, with other settings than the server's, must not introduce a key.
        if KeySchedule.signing(current.records, at: time.now()) == nil { try await maintain() }
        do {
            try await raiseTokenLifetime()
        } catch is StorageFailure {
            // A server starts on a database that cannot be written. Until it can, tokens live as long as the database knows.
        }
    }

    /// Every algorithm that a key of this service can have.
    private static let algorithms = Set(SignatureAlgorithm.allCases.filter { !$0.isSymmetric })

    private var current: KeyRing { ring.withLock { $0 } }

    /// The published keys, as verifiers get them.
    public var publicKeys: JSONWebKeySet { current.published }

    /// When each published key was made, in seconds since 1970-01-01T00:00:00Z, by its ID.
    public var publicKeyTimes: [String: Int64] {
        Dictionary(current.records.map { ($0.id, $0.createdAt.seconds) }) { first, _ in first }
    }

    /// Changes whenever what is published changes; good as an entity tag.
    public var version: String { current.version }

    /// The published keys, ready to verify with.
    public func verificationKeys() -> VerificationKeySet { current.verification }

    /// The key that signs now.
    ///
    /// - Throws: `IdentityError` `overloaded` when there is none, which the next maintenance mends.
    func signer() throws -> SigningKey { try tokenSigner().key }

    /// The key that signs now, and how long a token of it may live at the most: as long as the database knows, so that the key is
    /// published until the token has expired.
    ///
    /// - Throws: `IdentityError` `overloaded` when there is none, which the next maintenance mends.
    func tokenSigner() throws -> (key: SigningKey, tokenLifetime: Duration) {
        guard let signing = current.signing(at: time.now()) else {
            throw IdentityError(.overloaded(.noSigningKey, after: 5))
        }
        return signing
    }

    /// Every key, the oldest first.
    public func list() async throws -> [SigningKeyRecord] {
        try await database.read { try $0.signingKeys.list().map(\.record) }
    }

    /// The key with this id.
    ///
    /// - Throws: `IdentityError` `signing_key_not_found`.
    public func record(_ keyID: String) async throws -> SigningKeyRecord {
        guard let record = try await list().first(where: { $0.id.utf8.elementsEqual(keyID.utf8) }) else {
            throw IdentityError(.signingKeyNotFound(keyID))
        }
        return record
    }

    /// Reads the keys from the database again: another process may have changed them.
    public func reload() async throws {
        let rows = try await database.read { try $0.signingKeys.list() }
        let ring = try ring(of: rows, at: time.now())
        self.ring.withLock { $0 = ring }
    }

    /// Reads the keys again, and takes up those that another process has made: its settings may be others.
    ///
    /// - Throws: what the database throws. Then this server's tokens live no longer than the database knows.
    public func follow() async throws {
        try await reload()
        try await raiseTokenLifetime()
    }

    /// Tells the database how long this server's tokens live, where it knows of shorter ones only.
    private func raiseTokenLifetime() async throws {
        let (now, lifetime) = (time.now(), schedule.tokenLifetime)
        let isDue = current.records.contains { record in
            record.tokenLifetime < lifetime && [.signing, .published].contains(record.state(at: now))
        }
        guard signsTokens, isDue else { return }
        try await database.write { try $0.signingKeys.raiseTokenLifetime(to: lifetime, at: now) }
        try await reload()
    }

    /// Reads the keys again because of one that memory does not hold: another node may have made it a moment ago.
    ///
    /// - Parameter keyID: the key that somebody says has signed.
    /// - Returns: whether memory holds it now. Made-up names cost at most four readings a second.
    /// - Throws: what the database throws.
    public func find(_ keyID: String) async throws -> Bool {
        let now = time.now()
        let maySearch = lastSearch.withLock { last in
            // A clock that went backwards does not stop the search.
            if let last, now >= last, now - last < Self.searchPause { return false }
            last = now
            return true
        }
        if maySearch { try await reload() }
        return current.records.contains { $0.id.utf8.elementsEqual(keyID.utf8) }
    }

    /// The least time between two searches, in milliseconds.
    private static let searchPause: Int64 = 250

    /// Makes a key if one is due or brings one forward, forgets private keys that sign no more, and reads all keys again.
    func maintain() async throws {
        let now = time.now()
        let rows = try await database.read { try $0.signingKeys.list() }
        if schedule.activationOfNextKey(rows.map(\.record), at: now) != nil {
            let prepared = try prepare()
            let schedule = schedule
            try await database.write { transaction in
                // Another process may have made one meanwhile.
                let records = try transaction.signingKeys.list().map(\.record)
                guard let activation = schedule.activationOfNextKey(records, at: now) else { return }
                if let waiting = KeySchedule.next(records, at: now) {
                    _ = try transaction.signingKeys.bringForward(waiting, to: activation, schedule)
                    return
                }
                let signing = KeySchedule.signing(records, at: now)
                if let signing, activation < signing.retiresAt {
                    try transaction.signingKeys.stop(signing, at: activation)
                }
                try transaction.signingKeys.add(
                    prepared,
                    schedule.record(id: prepared.id, madeAt: now, activatesAt: activation),
                    by: .system
                )
            }
        }
        if rows.contains(where: { $0.record.retiresAt <= now && $0.wrappedPrivateKey != nil }) {
            try await database.write { try $0.signingKeys.forgetRetiredPrivateKeys(at: now) }
        }
        try await follow()
    }

    /// Begins a rotation: publishes a successor that takes over after the publishing time, or brings a published one forward.
    ///
    /// - Parameters:
    ///   - immediately: whether the successor signs at once, without the publishing time. Verifiers that hold an older key set
    ///     fetch the new one when they meet the unknown key.
    ///   - actor: who asked for it.
    /// - Returns: the successor.
    /// - Throws: `IdentityError` `conflict` when a published successor is still within its publishing time.
    public func rotate(immediately: Bool = false, by actor: Actor) async throws -> SigningKeyRecord {
        let now = time.now()
        let prepared = try prepare()
        let schedule = schedule
        let successor = try await database.write { transaction -> SigningKeyRecord in
            let records = try transaction.signingKeys.list().map(\.record)
            let signing = KeySchedule.signing(records, at: now)
            if let waiting = records.first(where: { $0.state(at: now) == .published }) {
                let earliest = waiting.createdAt + schedule.publishAhead
                guard immediately || earliest <= now else {
                    throw IdentityError(.successorPublished(waiting.id, after: (waiting.activatesAt - now) / 1000))
                }
                if let signing { try transaction.signingKeys.stop(signing, at: now) }
                return try transaction.signingKeys.bringForward(waiting, to: now, schedule)
            }
            let activation = immediately || signing == nil ? now : now + schedule.publishAhead
            if let signing { try transaction.signingKeys.stop(signing, at: activation) }
            let record = schedule.record(id: prepared.id, madeAt: now, activatesAt: activation)
            try transaction.signingKeys.add(prepared, record, by: actor)
            return record
        }
        try await reload()
        return successor
    }

    /// Revokes a key: it is published no more and signs no more, and what it signed is refused by every verifier that
    /// has fetched the key set since.
    ///
    /// If it was the signing key, a new one signs at once. Sessions go on.
    ///
    /// - Throws: `IdentityError` `signing_key_not_found`, or `conflict` when it has been revoked before.
    public func revoke(_ keyID: String, reason: String, by actor: Actor) async throws -> SigningKeyRecord {
        let now = time.now()
        let record = try await database.write { transaction -> SigningKeyRecord in
            guard try transaction.signingKeys.list().contains(where: { $0.record.id == keyID }) else {
                throw IdentityError(.signingKeyNotFound(keyID))
            }
            guard try transaction.signingKeys.revoke(keyID, reason: reason, at: now) else {
                throw IdentityError(.signingKeyRevoked(keyID))
            }
            try transaction.audit.append(
                AuditEvent(
                    .signingKeyRevoked,
                    at: now,
                    by: actor,
                    detail: ["key": .string(keyID), "reason": .string(reason)]
                )
            )
            guard let row = try transaction.signingKeys.list().first(where: { $0.record.id == keyID }) else {
                throw IdentityError(.signingKeyNotFound(keyID))
            }
            return row.record
        }
        try await maintain()
        return record
    }

    /// A new key, made outside of any transaction, since an RSA key takes a while.
    private func prepare() throws -> PreparedKey {
        let key = try SigningKey.generate(schedule.algorithm)
        guard let publicKey = key.publicKey else {
            throw IdentityError(.misconfigured("A signing key needs a public part."))
        }
        return PreparedKey(
            id: key.keyID,
            publicKey: String(decoding: publicKey.json(includingPrivateKey: false).serialized(), as: UTF8.self),
            wrappedPrivateKey: try wrapping.wrap(key)
        )
    }

    /// The ring of these rows.
    ///
    /// Private keys that are in memory already are not unwrapped again.
    private func ring(of rows: [SigningKeyRow], at now: Timestamp) throws -> KeyRing {
        let known = current.signers
        var signers: [String: SigningKey] = [:]
        var published: [JSONWebKey] = []
        for row in rows {
            let state = row.record.state(at: now)
            if state == .signing || state == .published, let wrapped = row.wrappedPrivateKey {
                signers[row.record.id] = try known[row.record.id] ?? wrapping.unwrap(wrapped, keyID: row.record.id)
            }
            if state != .revoked, state != .expired {
                published.append(try JSONWebKey(parsing: Array(row.publicKey.utf8)))
            }
        }
        let set = JSONWebKeySet(published)
        return KeyRing(
            records: rows.map(\.record),
            signers: signers,
            published: set,
            verification: try VerificationKeySet(set, algorithms: Self.algorithms),
            version: EntityTag.of(set.json().serialized())
        )
    }
}

/// A new key that is ready for the database.
private struct PreparedKey: Sendable {
    let id: String
    let publicKey: String
    let wrappedPrivateKey: [UInt8]
}

extension SigningKeyTable {
    fileprivate func add(_ key: PreparedKey, _ record: SigningKeyRecord, by actor: Actor) throws {
        try add(record, publicKey: key.publicKey, wrappedPrivateKey: key.wrappedPrivateKey)
        try transaction.audit.append(
            AuditEvent(.signingKeyCreated, at: record.createdAt, by: actor, detail: ["key": .string(key.id)])
        )
    }

    /// Lets a published key sign from `moment` on, and gives what it becomes.
    fileprivate func bringForward(
        _ record: SigningKeyRecord,
        to moment: Timestamp,
        _ schedule: KeySchedule
    ) throws -> SigningKeyRecord {
        let moved = schedule.record(id: record.id, madeAt: record.createdAt, activatesAt: moment)
        try reschedule(record, activatesAt: moved.activatesAt, retiresAt: moved.retiresAt)
        return try list().first { $0.record.id == record.id }?.record ?? moved
    }

    /// Lets a key stop signing earlier than planned.
    fileprivate func stop(_ record: SigningKeyRecord, at moment: Timestamp) throws {
        guard moment < record.retiresAt else { return }
        try reschedule(record, activatesAt: record.activatesAt, retiresAt: max(moment, record.activatesAt))
    }

    /// How long the key stays published then is a matter of the tokens that it signs, and not of this process's settings.
    private func reschedule(_ record: SigningKeyRecord, activatesAt: Timestamp, retiresAt: Timestamp) throws {
        try reschedule(
            record.id,
            activatesAt: activatesAt,
            retiresAt: retiresAt,
            expiresAt: KeySchedule.publishedUntil(retiresAt: retiresAt, tokenLifetime: record.tokenLifetime)
        )
    }
}
