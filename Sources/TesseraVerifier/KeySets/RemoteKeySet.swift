public import Logging
import Synchronization
public import TesseraJOSE

/// An issuer's published keys, fetched when first needed and kept as `KeySetPolicy` says.
///
/// - A fresh set answers from memory, without a suspension.
/// - However many ask at once, one fetch is under way at a time, and all wait for that one.
/// - A token with an unknown key causes a fetch, at most one every `unknownKeyInterval`; a key identifier that the
///   issuer didn't know is refused from memory for `unknownKeyLifetime`.
/// - A refetch asks only for changes (`If-None-Match`), and an unchanged answer keeps the set.
/// - A key that the issuer has revoked by push is refused at once and for ever, even if an old answer still lists it.
/// - While the issuer is down, the last set serves up to `staleLimit` past its lifetime.
/// - Only https is spoken, or http on the loopback interface; redirects are not followed; answers are bounded in size
///   and time.
public final class RemoteKeySet: KeySetSource {
    private typealias Flight = Task<Result<VerificationKeySet, KeySetError>, Never>

    private struct State {
        var cache: KeySetCache
        var flight: Flight?
    }

    private let fetch: KeySetFetch
    private let uptime: @Sendable () -> Duration
    private let logger: Logger?
    private let state: Mutex<State>

    /// Makes the key set of an issuer, found by its metadata (`/.well-known/openid-configuration`, OpenID Connect
    /// Discovery 1.0 §4), whose `issuer` must match exactly.
    ///
    /// Nothing is fetched yet.
    /// - Parameters:
    ///   - issuer: The issuer's identifier, exactly as it stands in `iss`.
    ///   - algorithms: The algorithms for which keys are taken; symmetric ones are ignored.
    ///   - policy: How the set is kept.
    ///   - transport: How it is fetched.
    ///   - logger: Where failures to fetch, and keys that can't be used, are logged; `nil` for nowhere.
    ///   - uptime: The time since a fixed moment.
    /// - Throws: `KeySetError` with `insecureAddress` when the issuer is neither https nor http on loopback.
    public convenience init(
        issuer: String,
        algorithms: Set<SignatureAlgorithm> = AccessTokenVerifier.standardAlgorithms,
        policy: KeySetPolicy = .standard,
        transport: any KeySetTransport = HTTPClientTransport.shared,
        logger: Logger? = Logger(label: "tessera.verifier"),
        uptime: @escaping @Sendable () -> Duration = { SystemTime.uptime() }
    ) throws(KeySetError) {
        let location = try KeySetFetch.location(ofIssuer: issuer)
        self.init(location, algorithms, policy, transport, logger, uptime)
    }

    /// Makes the key set at a known address.
    ///
    /// Nothing is fetched yet.
    /// - Parameters:
    ///   - keySetURL: The address of the JWK set (RFC 7517 §5).
    ///   - algorithms: The algorithms for which keys are taken; symmetric ones are ignored.
    ///   - policy: How the set is kept.
    ///   - transport: How it is fetched.
    ///   - logger: Where failures to fetch, and keys that can't be used, are logged; `nil` for nowhere.
    ///   - uptime: The time since a fixed moment.
    /// - Throws: `KeySetError` with `insecureAddress` when the address is neither https nor http on loopback.
    public convenience init(
        keySetURL: String,
        algorithms: Set<SignatureAlgorithm> = AccessTokenVerifier.standardAlgorithms,
        policy: KeySetPolicy = .standard,
        transport: any KeySetTransport = HTTPClientTransport.shared,
        logger: Logger? = Logger(label: "tessera.verifier"),
        uptime: @escaping @Sendable () -> Duration = { SystemTime.uptime() }
    ) throws(KeySetError) {
        let location = KeySetFetch.Location.keySet(try IssuerAddress(keySetURL))
        self.init(location, algorithms, policy, transport, logger, uptime)
    }

    private init(
        _ location: KeySetFetch.Location,
        _ algorithms: Set<SignatureAlgorithm>,
        _ policy: KeySetPolicy,
        _ transport: any KeySetTransport,
        _ logger: Logger?,
        _ uptime: @escaping @Sendable () -> Duration
    ) {
        // A published key that also signs would let everybody sign.
        let asymmetric = algorithms.filter { !$0.isSymmetric }
        fetch = KeySetFetch(location: location, algorithms: asymmetric, transport: transport, policy: policy)
        self.uptime = uptime
        self.logger = logger
        state = Mutex(State(cache: KeySetCache(policy: policy), flight: nil))
    }

    /// The issuer's keys: from memory while they are fresh, else fetched.
    /// - Returns: The keys.
    /// - Throws: `KeySetError` when they can't be fetched and there is no old set within the limit.
    public func keySet() async throws -> VerificationKeySet {
        let now = uptime()
        let flight: Flight
        switch state.withLock({ next(&$0, at: now) }) {
        case .ready(let keys): return keys
        case .failed(let error): throw error
        case .wait(let started, _): flight = started
        }
        switch await flight.value {
        case .success(let keys): return keys
        case .failure(let error):
            let now = uptime()
            guard let old = state.withLock({ $0.cache.usableKeys(at: now) }) else { throw error }
            return old
        }
    }

    /// A set with a key that the last one lacked, if the issuer publishes it and may be asked now.
    /// - Parameter keyID: The missing key's identifier.
    /// - Returns: The set; `nil` when it lacks the key still.
    /// - Throws: `KeySetError` when the issuer couldn't be asked.
    public func keySet(refetchedFor keyID: String) async throws -> VerificationKeySet? {
        // The second round is for who joined a fetch that had begun before.
        for _ in 1...2 {
            let now = uptime()
            switch state.withLock({ next(&$0, forUnknown: keyID, at: now) }) {
            case .ready(let keys): return keys
            case .failed(let error): throw error
            case nil: return nil
            case .wait(let flight, let isOwn):
                let keys = try await flight.value.get()
                if keys.contains(keyID: keyID) { return keys }
                guard isOwn else { continue }
                let later = uptime()
                state.withLock { $0.cache.remember(unknown: keyID, at: later) }
                return nil
            }
        }
        return nil
    }

    /// Refuses a key from now on, whatever key sets still list it, and begins to fetch its successor.
    /// - Parameter keyID: The key's identifier.
    public func revoke(keyID: String) {
        state.withLock { state in
            state.cache.revoke(keyID)
            _ = begin(&state)
        }
    }

    /// Asks the issuer now, however fresh the set is: for when a revocation may have been missed.
    /// - Throws: `KeySetError` when the issuer couldn't be asked; the old set stays then.
    public func refetch() async throws(KeySetError) {
        // A fetch that is under way may have begun too early.
        if let earlier = state.withLock({ $0.flight }) { _ = await earlier.value }
        _ = try await state.withLock { begin(&$0) }.value.get()
    }

    // MARK: One fetch at a time

    private enum Step: Sendable {
        case ready(VerificationKeySet)
        case wait(Flight, isOwn: Bool)
        case failed(KeySetError)
    }

    private func next(_ state: inout State, at now: Duration) -> Step {
        switch state.cache.decision(at: now) {
        case .use(let keys): return .ready(keys)
        case .fetch: return .wait(begin(&state), isOwn: true)
        case .refuse(let error): return .failed(error)
        case .useAndFetch(let keys):
            _ = begin(&state)
            return .ready(keys)
        }
    }

    private func next(_ state: inout State, forUnknown keyID: String, at now: Duration) -> Step? {
        switch state.cache.decision(forUnknown: keyID, at: now, isFetching: state.flight != nil) {
        case .use(let keys): .ready(keys)
        case .fetch: .wait(begin(&state), isOwn: true)
        case .join: .wait(begin(&state), isOwn: false)
        case .fail(let error): .failed(error)
        case .refuse: nil
        }
    }

    /// Joins the fetch that is under way, or starts one.
    ///
    /// It runs in a task of its own, bounded in time by the policy, so that a caller who goes away doesn't take the
    /// answer from all the others.
    private func begin(_ state: inout State) -> Flight {
        if let flight = state.flight { return flight }
        let flight = Flight { await self.fly() }
        state.flight = flight
        return flight
    }

    /// Names the keys that can't be used, once for each version of the set.
    private func tell(_ omitted: [VerificationKeySet.OmittedKey]) {
        for key in omitted {
            logger?.warning(
                "key of the issuer left out",
                metadata: [
                    "key.id": "\(key.keyID.map(KeySetResponse.printable) ?? "")", "key.position": "\(key.position)",
                    "error.code": "\(key.reason.code)", "error.detail": "\(key.reason.detail)",
                ]
            )
        }
    }

    private func fly() async -> Result<VerificationKeySet, KeySetError> {
        let result: Result<KeySetFetch.Outcome, KeySetError>
        do {
            let previous = state.withLock { $0.cache.fetched }
            let outcome = try await fetch.run(after: previous)
            if previous?.document.body != outcome.document.body { tell(outcome.keys.omittedKeys) }
            result = .success(outcome)
        } catch {
            result = .failure(error)
            logger?.warning(
                "key set fetch failed",
                metadata: ["error.code": "\(error.code.rawValue)", "error.detail": "\(error.detail ?? "")"]
            )
        }
        let now = uptime()
        return state.withLock { state in
            state.flight = nil
            switch result {
            case .success(let outcome): return .success(state.cache.succeeded(outcome, at: now))
            case .failure(let error):
                state.cache.failed(error, at: now)
                return .failure(error)
            }
        }
    }
}
