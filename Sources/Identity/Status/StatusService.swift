// Status owns the status lists (draft-ietf-oauth-status-list): which session has which position, when a bit is set, cleared and
// its position given out again, the signed lists and the events that tell verifiers of a change. It knows no HTTP.

import Logging
import Persistence
import Synchronization
public import TesseraOAuth

/// Publishes which sessions have been ended: in memory, as signed lists, and as events.
///
/// The database says what was revoked, in numbered rows without gaps; this service reads whatever is new since the last number that
/// it knows. So it does not matter who ended a session: this process, another server or a command.
public final class StatusService: Sendable {
    /// The most events that are told again to a subscriber that was away.
    public static let replayLimit = 1000
    /// How many messages wait for a subscriber before it is dropped.
    static let bufferSize = 64
    /// How many rows are read in one go.
    private static let pageSize = 1000

    struct State {
        var log: RevocationLog
        /// Whether somebody wants to know: a command that ends one session need not read all others.
        var isLoaded = false
        var isClosed = false
        /// Since when the database has not answered, by the uptime: no jump of the wall clock makes old what is new.
        var failingSince: Duration?
        var subscribers: [Int: Subscriber] = [:]
        var nextSubscriber = 0
    }

    /// The address of the lists' list, the member `aggregation_uri`.
    public let aggregationURI: String
    /// For how long a list may be kept before it is asked for anew: its `ttl`.
    public let timeToLive: Duration
    let issuer: String
    let signingKeys: SigningKeyService
    let time: TimeSource
    let state: Mutex<State>
    let signed = Mutex<[Int: (key: SignedStatusListKey, list: SignedStatusList)]>([:])
    private let database: any Database
    private let logger: Logger

    init(
        database: any Database,
        issuer: String,
        timeToLive: Duration,
        signingKeys: SigningKeyService,
        time: TimeSource,
        logger: Logger
    ) {
        self.database = database
        self.issuer = issuer
        self.timeToLive = timeToLive
        self.aggregationURI = issuer + StatusListAddress.path
        self.signingKeys = signingKeys
        self.time = time
        self.logger = logger
        self.state = Mutex(State(log: Self.emptyLog(issuer)))
    }

    private static func emptyLog(_ issuer: String) -> RevocationLog {
        RevocationLog { StatusListAddress.uri(ofList: $0, issuer: issuer) }
    }

    /// Whether a token's session has been ended.
    ///
    /// From memory, no wait.
    ///
    /// - Parameter reference: the token's claim `status.status_list`.
    /// - Returns: the answer; nil when the reference names none of this server's lists, or no entry of it.
    public func isRevoked(_ reference: StatusReference) -> Bool? {
        guard let list = StatusListAddress.list(of: reference.uri, issuer: issuer) else { return nil }
        return state.withLock { state in
            guard list < state.log.lists.count else { return nil }
            return state.log.lists[list].status(at: reference.index).map { $0 != .valid }
        }
    }

    /// The addresses of every list, the member `status_lists`.
    public var listURIs: [String] {
        let count = state.withLock { $0.log.lists.count }
        return (0..<count).map { StatusListAddress.uri(ofList: $0, issuer: issuer) }
    }

    /// Begins to follow the database: reads all that counts.
    func load() async throws {
        state.withLock { $0.isLoaded = true }
        try await catchUp()
    }

    /// Reads what was revoked since the last time, and tells the subscribers.
    ///
    /// When it returns, every revocation that was committed before the call counts in memory. Costs one read of one row when there
    /// is nothing new.
    ///
    /// - Throws: what the database throws. The next call goes on from where the last successful one stopped.
    public func catchUp() async throws {
        do {
            while try await readPage() {}
            state.withLock { $0.failingSince = nil }
        } catch {
            let now = time.uptime()
            state.withLock { $0.failingSince = $0.failingSince ?? now }
            throw error
        }
    }

    /// Takes up what this process has just written; a failure is told, and mended by the next call.
    func followOwnWrite() async {
        do {
            try await catchUp()
        } catch is StorageFailure {
            // Told by `StorageHealth`.
        } catch {
            logger.error("status lists not read", metadata: ["error.detail": .string("\(error)")])
        }
    }

    /// Makes the list of a position known, which this process has just given out.
    func noteStatusPosition(_ position: Int64) {
        state.withLock { $0.log.extend(toPosition: position) }
    }

    /// - Returns: whether there is more to read.
    private func readPage() async throws -> Bool {
        let known = state.withLock { $0.isLoaded ? $0.log.last.sequence : nil }
        guard let known else { return false }
        let limit = Self.pageSize
        let page = try await database.read { try $0.statusLists.revocations(after: known, limit: limit) }
        let hasRevokedKey = page.revocations.contains { if case .key = $0.subject { true } else { false } }
        // Before anybody is told: whoever asks for the key set then must not see the key.
        if hasRevokedKey { try await takeUp { try await self.signingKeys.reload() } }
        guard page.state.lastSequence >= known else {
            beginAnew()
            return true
        }
        deliver { $0.log.apply(page.state, page.revocations) }
        // After everybody was told: that is a write, and a disk that stalls must not hold up what ends a key.
        if hasRevokedKey { try await takeUp { try await self.signingKeys.maintain() } }
        return page.revocations.count == limit
    }

    /// Takes up that a key was revoked: it is dropped, and another one made if nothing signs.
    ///
    /// Only a database that does not answer stops the feed: what a key's trouble is must not hold up ended sessions.
    private func takeUp(_ work: @Sendable () async throws -> Void) async throws {
        do {
            try await work()
        } catch let error where error is StorageFailure || error is PersistenceError {
            throw error
        } catch {
            logger.error("revoked signing key not taken up", metadata: ["error.detail": .string("\(error)")])
        }
    }

    /// The database was exchanged for an older one: what memory has is of another history.
    private func beginAnew() {
        logger.warning("the database was restored to an earlier state; status lists start again")
        let empty = Self.emptyLog(issuer)
        deliver { current in
            current.log = empty
            return RevocationLog.Progress(events: [], isComplete: false)
        }
        signed.withLock { $0 = [:] }
    }
}
