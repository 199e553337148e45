public import Logging
import Synchronization
public import TesseraOAuth

/// An issuer's status lists: kept up to date by push while `run()` runs, else by asking again.
///
/// - Only lists of the issuer itself are ever fetched: their address begins with the issuer's, and the token that names
///   one has been verified before.
/// - While `run()` runs, the issuer pushes each revocation (`GET /status/events`), and it counts at once. Whenever push
///   is away, lists are polled at their `ttl`.
/// - Without `run()`, a list is fetched when a token needs it and it is older than its `ttl`.
/// - While the issuer is down, a list serves until its `exp`, or for `StatusSourcePolicy.maximumAge`; what happens then
///   is the verifier's stated choice.
/// - However many ask at once, one fetch of a list is under way at a time. A failed one isn't repeated at once.
/// - Lists, answers and events are bounded in number and size.
public final class RemoteStatusSource: StatusSource {
    typealias Flight = Task<Void, Never>

    let issuer: String
    let verifierName: String?
    let credentials: IssuerCredentials?
    let metadataAddress: IssuerAddress
    let keys: RemoteKeySet
    let policy: StatusSourcePolicy
    let transport: any StatusTransport
    let logger: Logger?
    let clock: StatusClock
    let state: Mutex<State>
    private let fetch: StatusListFetch

    /// Makes the source.
    ///
    /// Nothing is fetched yet.
    /// - Parameters:
    ///   - issuer: The issuer's identifier, exactly as it stands in `iss`.
    ///   - keys: The issuer's keys, which verify its lists, and from which revoked ones are taken.
    ///   - verifierName: Under which name the issuer's operator sees this verifier: 1 to 64 characters of `A-Z`, `a-z`,
    ///     `0-9`, `.`, `_` and `-`.
    ///   - credentials: As which confidential client it listens; without, strangers may leave no place to listen.
    ///   - policy: How lists are kept.
    ///   - transport: How the issuer is spoken to.
    ///   - logger: Where failures are logged.
    ///   - clock: The times, and how to wait.
    /// - Throws: `KeySetError` with `insecureAddress` when the issuer is neither https nor http on loopback, or the name
    ///   has other characters.
    public init(
        issuer: String,
        keys: RemoteKeySet,
        verifierName: String? = nil,
        credentials: IssuerCredentials? = nil,
        policy: StatusSourcePolicy = .standard,
        transport: any StatusTransport = HTTPClientTransport.shared,
        logger: Logger? = nil,
        clock: StatusClock = .system
    ) throws(KeySetError) {
        metadataAddress = try IssuerMetadata.address(ofIssuer: issuer)
        guard verifierName.map(Self.isName) ?? true else {
            throw KeySetError(.insecureAddress, detail: "a verifier's name has 1 to 64 of A-Z a-z 0-9 . _ -")
        }
        self.issuer = issuer
        self.verifierName = verifierName
        self.credentials = credentials
        self.keys = keys
        self.policy = policy
        self.transport = transport
        self.logger = logger
        self.clock = clock
        fetch = StatusListFetch(issuer: issuer, keys: keys, transport: transport, policy: policy, now: clock.now)
        state = Mutex(
            State(
                lists: StatusLists(issuer: issuer, policy: policy),
                stream: StatusStream(maximumFrameBytes: policy.maximumEventBytes)
            )
        )
    }

    /// The status of a token from memory.
    /// - Parameter reference: Where the token's status stands.
    /// - Returns: What memory knows.
    public func status(of reference: StatusReference) -> StatusFinding {
        let now = clock.uptime()
        return state.withLock { $0.lists.finding(reference, at: now) }
    }

    /// The status of a token, from the issuer where memory doesn't do.
    /// - Parameter reference: Where the token's status stands.
    /// - Returns: What is known now.
    public func refreshedStatus(of reference: StatusReference) async -> StatusFinding {
        let now = clock.uptime()
        let (step, flight) = state.withLock { state -> (StatusLists.Step, Flight?) in
            let step = state.lists.step(reference, at: now)
            if case .answer = step { return (step, nil) }
            return (step, begin(reference.uri, &state, at: now))
        }
        switch step {
        case .answer(let finding), .fetchAndAnswer(let finding): return finding
        case .fetch:
            await flight?.value
            let now = clock.uptime()
            return state.withLock { $0.lists.conclusion(reference, at: now) }
        }
    }

    private static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    // MARK: One fetch of a list at a time

    /// Joins the fetch of a list that is under way, or starts one.
    ///
    /// It runs in a task of its own, bounded in time by the policy, so that a caller who goes away doesn't take the
    /// answer from all the others.
    @discardableResult
    func begin(_ uri: String, _ state: inout State, at now: Duration) -> Flight {
        if let flight = state.flights[uri] { return flight }
        let entityTag = state.lists.begin(uri, at: now)
        let flight = Flight { await self.fly(uri, entityTag: entityTag) }
        state.flights[uri] = flight
        return flight
    }

    private func fly(_ uri: String, entityTag: String?) async {
        let outcome = await fetch.run(uri, entityTag: entityTag)
        if case .failed(let reason) = outcome {
            logger?.warning("status list fetch failed", metadata: ["uri": "\(uri)", "error.code": "\(reason)"])
        }
        let (uptime, seconds) = (clock.uptime(), clock.now())
        state.withLock { state in
            state.flights[uri] = nil
            switch outcome {
            case .list(let token, let tag):
                state.lists.succeeded(uri, token, entityTag: tag, at: uptime, seconds: seconds)
            case .unchanged: state.lists.unchanged(uri, at: uptime)
            case .failed: state.lists.failed(uri, at: uptime)
            }
        }
    }
}
