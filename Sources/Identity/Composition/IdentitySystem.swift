// Composition owns the wiring: it makes every service, hands each what it needs, and lists the features. It has no rule of its own.

public import Logging
public import Persistence
import TesseraJOSE

/// The product's rules, wired together: accounts, credentials, sessions, tokens, signing keys, audit.
///
/// No HTTP.
///
/// Everything that it asks of the outside world is given to it: the database, the master secret, the time, randomness.
public struct IdentitySystem: Sendable {
    /// What the operator decided.
    public let configuration: IdentityConfiguration
    /// Makes, shows, changes and removes accounts.
    public let accounts: AccountService
    /// Signs people in.
    public let signIn: SignInService
    /// Refreshes, shows and ends sessions.
    public let sessions: SessionService
    /// Makes, publishes, uses, retires and revokes signing keys.
    public let signingKeys: SigningKeyService
    /// Makes, shows, changes and removes confidential clients, and tells whether somebody is one.
    public let clients: ClientService
    /// Publishes which sessions have been ended.
    public let status: StatusService
    /// Knows which verifiers listen to the status events.
    public let verifiers: VerifierRegistry
    /// Whether the database does what it is asked.
    public let storage: StorageHealth
    /// Reads the audit trail.
    public let audit: AuditTrail
    /// Makes the first administrator.
    public let setup: FirstAdministratorSetup
    /// Fills an empty database for a load test.
    public let seed: DatabaseSeed
    /// Hashes passwords; its figures are metrics.
    public let passwordHasher: PasswordHasher
    /// Makes and checks what protects the pages' forms.
    public let formTokens: FormTokens

    private let sweeper: Sweeper
    let database: any Database
    let random: RandomSource
    private let masterSecret: MasterSecret
    private let time: TimeSource
    private let logger: Logger

    /// Brings the schema up to date, loads the signing keys and makes the first one if there is none.
    ///
    /// - Parameters:
    ///   - base: where everything lies.
    ///   - masterSecret: what keys are derived from; the one that the database was made with.
    ///   - configuration: what the operator decided.
    ///   - time: where the present moment comes from.
    ///   - random: where random bytes come from.
    ///   - logger: where warnings go.
    ///   - followsStatus: whether the status lists are read and kept up to date in memory, and the database is told how long access
    ///     tokens live, as for a server; a command that does one thing needs neither.
    /// - Throws: `IdentityError` for a configuration that does not go together, `MasterSecretError` for another master secret,
    ///   `PersistenceError` and `StorageFailure` from the database, among the former `schemaTooNew`, `sealed` and `incomplete`.
    public init(
        database base: any Database,
        masterSecret: MasterSecret,
        configuration: IdentityConfiguration,
        time: TimeSource = .system,
        random: RandomSource = .system,
        logger: Logger,
        followsStatus: Bool = true
    ) async throws {
        try configuration.validate()
        _ = try await base.migrate(IdentitySchema.migrations)
        let storage = StorageHealth(database: base, time: time, logger: logger)
        let database = WatchedDatabase(base: base, health: storage)
        self.storage = storage
        self.database = database
        self.masterSecret = masterSecret
        self.time = time
        self.random = random
        self.logger = logger
        self.configuration = configuration
        let hasher = try PasswordHasher(
            parameters: configuration.passwordHashing,
            admission: configuration.hashingAdmission
        )
        let passwords = PasswordAuthenticator(
            database: database,
            hasher: hasher,
            throttle: SignInThrottle(
                configuration: configuration.signInThrottle,
                secret: masterSecret.derivedBytes(for: .throttle)
            ),
            policy: configuration.passwordPolicy,
            time: time
        )
        let signingKeys: SigningKeyService
        do {
            signingKeys = try await SigningKeyService(
                database: database,
                masterSecret: masterSecret,
                schedule: configuration.keySchedule(),
                signsTokens: followsStatus,
                time: time
            )
        } catch {
            await hasher.shutdown()
            throw error
        }
        let status = StatusService(
            database: database,
            issuer: configuration.issuer,
            timeToLive: configuration.statusListTimeToLive,
            signingKeys: signingKeys,
            time: time,
            logger: logger
        )
        do {
            if followsStatus { try await status.load() }
        } catch {
            await hasher.shutdown()
            throw error
        }
        self.status = status
        let node = random.bytes(16)
        self.verifiers = VerifierRegistry(database: database, node: node, time: time, random: random)
        self.sweeper = Sweeper(
            database: database,
            walks: Self.features.flatMap(\.walks),
            sweeps: Self.features.flatMap { $0.sweeps(configuration.retention) },
            node: node,
            time: time,
            logger: logger
        )
        self.passwordHasher = hasher
        self.formTokens = FormTokens(key: masterSecret.derivedKey(for: .formToken), random: random)
        self.signingKeys = signingKeys
        self.accounts = AccountService(
            database: database,
            configuration: configuration,
            passwords: passwords,
            status: status,
            time: time,
            random: random
        )
        self.sessions = SessionService(
            database: database,
            masterSecret: masterSecret,
            configuration: configuration,
            signingKeys: signingKeys,
            status: status,
            time: time,
            random: random,
            logger: logger
        )
        self.signIn = SignInService(
            database: database,
            configuration: configuration,
            passwords: passwords,
            sessions: sessions,
            time: time,
            random: random
        )
        self.seed = DatabaseSeed(
            database: database,
            configuration: configuration,
            passwords: passwords,
            signIn: signIn,
            codec: sessions.codec,
            time: time,
            random: random
        )
        self.clients = ClientService(
            database: database,
            reserved: configuration.firstPartyClientID,
            time: time,
            random: random,
            logger: logger
        )
        self.audit = AuditTrail(database: database)
        self.setup = FirstAdministratorSetup(accounts: accounts, database: database, time: time, random: random)
    }

    /// The secret behind the nonces that proofs of possession must carry, the same on every node (RFC 9449 §8).
    package var proofNonceSecret: [UInt8] { masterSecret.derivedBytes(for: .proofNonce) }

    /// What has to be done from time to time, in bounded steps: rotates keys, writes down lifetimes that have run out,
    /// removes what is no longer needed.
    ///
    /// Every node may call it every minute; one of them sweeps. What fails does not keep the rest from being done.
    ///
    /// - Throws: the first failure, when everything else is done; `CancellationError`.
    public func maintain() async throws {
        var steps = Self.features.compactMap(\.maintenance)
        steps.append { try await $0.sweeper.round() }
        steps += Self.features.compactMap(\.afterSweeps)
        var failure: (any Error)?
        for step in steps {
            do {
                try await step(self)
            } catch let error as CancellationError {
                throw error
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    /// What the sweeps of each kind have done in this process; for metrics.
    public var sweeps: [SweepKind: SweepStatistics] { sweeper.statistics }

    /// Whether other nodes' changes are announced at this moment; else only the polls find them.
    public var isAnnounced: Bool { database.isAnnouncing }

    /// Takes up at once what other nodes announce: ended sessions, signing keys, clients.
    ///
    /// Without it they are noticed too, by the polls, which remain: an announcement may be lost.
    ///
    /// Returns when the task is cancelled, the database is closed, or it has no announcements.
    public func followAnnouncements() async {
        for await announcement in database.announcements() {
            do {
                for feature in Self.features { try await feature.announcements[announcement]?(self) }
            } catch is StorageFailure {
                // Told by `storage`, and mended by the next poll.
            } catch {
                logger.error(
                    "announcement not taken up",
                    metadata: ["kind": .string(announcement.rawValue), "error.detail": .string("\(error)")]
                )
            }
        }
    }

    /// Whether the database answers and may be used: one that was copied to another, which takes its place, may not.
    public func isReady() async -> Bool {
        do {
            try database.confirmPlace()
            return try await database.read { try $0.copyRecord()?.refusal == nil }
        } catch {
            return false
        }
    }

    /// Writes down what waits to be written, and ends the hashing threads.
    ///
    /// The database is the caller's to close.
    public func shutdown() async {
        // When a client was last used may be lost; nothing else is in memory only.
        try? await clients.writeUses()
        // Without it another node would wait until the lease runs out.
        try? await sweeper.releaseLease()
        await passwordHasher.shutdown()
    }
}
