public import Logging
public import ServiceLifecycle
public import TesseraJOSE

/// An issuer as its resource servers see it: its keys, and the statuses of its tokens, pushed as they change.
///
/// ```swift
/// let issuer = try RemoteIssuer("https://login.example.com", verifierName: "notes")
/// let verifier = issuer.verifier(audience: "https://api.example.com")
/// let accessToken = try await verifier.verify(token)
/// ```
///
/// Run it beside the server, in a service group or a task: then a sign-out ends its access tokens within a second, and
/// a revoked signing key is refused as fast. Without that, statuses are polled at the lists' `ttl`.
public struct RemoteIssuer: Service {
    /// The issuer's identifier, exactly as it stands in `iss`.
    public let name: String
    /// The issuer's published keys.
    public let keys: RemoteKeySet
    /// The statuses of the issuer's tokens.
    public let status: RemoteStatusSource

    /// Makes an issuer.
    ///
    /// Nothing is fetched yet, and the issuer need not run yet.
    /// - Parameters:
    ///   - name: The issuer's identifier, exactly as it stands in `iss`.
    ///   - verifierName: Under which name the issuer's operator sees this verifier: 1 to 64 characters of `A-Z`, `a-z`,
    ///     `0-9`, `.`, `_` and `-`.
    ///   - credentials: As which confidential client of the issuer this verifier listens to status events. Clients have places of
    ///     their own; without credentials, strangers may leave none, and then statuses are polled.
    ///   - algorithms: The algorithms for which keys are taken; symmetric ones are ignored.
    ///   - keyPolicy: How the keys are kept.
    ///   - statusPolicy: How the status lists are kept.
    ///   - transport: How the issuer is spoken to.
    ///   - logger: Where failures, and keys that can't be used, are logged; `nil` for nowhere.
    ///   - clock: The times, and how to wait.
    /// - Throws: `KeySetError` with `insecureAddress` when the issuer is neither https nor http on loopback, or the name
    ///   of the verifier has other characters.
    public init(
        _ name: String,
        verifierName: String? = nil,
        credentials: IssuerCredentials? = nil,
        algorithms: Set<SignatureAlgorithm> = AccessTokenVerifier.standardAlgorithms,
        keyPolicy: KeySetPolicy = .standard,
        statusPolicy: StatusSourcePolicy = .standard,
        transport: any StatusTransport = HTTPClientTransport.shared,
        logger: Logger? = Logger(label: "tessera.verifier"),
        clock: StatusClock = .system
    ) throws(KeySetError) {
        self.name = name
        keys = try RemoteKeySet(
            issuer: name,
            algorithms: algorithms,
            policy: keyPolicy,
            transport: transport,
            logger: logger,
            uptime: clock.uptime
        )
        status = try RemoteStatusSource(
            issuer: name,
            keys: keys,
            verifierName: verifierName,
            credentials: credentials,
            policy: statusPolicy,
            transport: transport,
            logger: logger,
            clock: clock
        )
    }

    /// Makes a verifier of this issuer's access tokens.
    /// - Parameters:
    ///   - audience: This resource server's identifier, one of the values of `aud`.
    ///   - whenStatusUnavailable: What happens while a token's status can't be had, or is too old.
    ///   - algorithms: The accepted signature algorithms.
    ///   - clients: The clients whose tokens are accepted; `nil` accepts any client's.
    ///   - leeway: For how long a token is accepted after its `exp`, in seconds. `nbf` and `iat` may lie
    ///     ``TimePolicy/standardLead`` seconds ahead, or as far as this where it is more.
    ///   - proofs: How the proofs of tokens that are bound to a key are checked (RFC 9449).
    ///   - policies: The application's own policies, asked in order after the standard ones.
    ///   - cache: How many verified tokens are remembered.
    /// - Returns: The verifier.
    public func verifier(
        audience: String,
        whenStatusUnavailable: UnavailableStatusChoice = .refuse,
        algorithms: Set<SignatureAlgorithm> = AccessTokenVerifier.standardAlgorithms,
        clients: Set<String>? = nil,
        leeway: Int = 0,
        proofs: DPoPPolicy = .standard,
        policies: [any VerificationPolicy] = [],
        cache: TokenCachePolicy = .standard
    ) -> AccessTokenVerifier {
        AccessTokenVerifier(
            issuer: name,
            audience: audience,
            keys: keys,
            status: status,
            whenStatusUnavailable: whenStatusUnavailable,
            algorithms: algorithms,
            clients: clients,
            leeway: leeway,
            proofs: proofs,
            policies: policies,
            cache: cache,
            now: status.clock.now
        )
    }

    /// Fetches the issuer's keys, then keeps its statuses up to date until the task is cancelled or its service group shuts down gracefully.
    public func run() async {
        // A wrong name or address is told now, in the log, and not at the first request. Verifying tries again.
        _ = try? await keys.keySet()
        await status.run()
    }
}
