// IdentityServer owns HTTP and nothing else: which paths there are, how a request is read and an answer written, which error gets
// which status, what a browser is told it must not do, how long a client may take. It decides nothing about accounts, sessions
// or keys (Identity does) and knows no database.

public import Hummingbird
import HummingbirdCore
public import Identity
public import Logging
public import NIOCore
import NIOSSL
import ServiceLifecycle
import TesseraHummingbird
import TesseraJOSE
import TesseraVerifier

/// The identity rules as an HTTP server.
///
/// ```swift
/// let server = try IdentityServer(identity: identity, configuration: .init(issuer: "http://localhost:8080"), metricsText: { "" }, logger: logger)
/// try await server.application().runService()
/// ```
public struct IdentityServer: Sendable {
    private let identity: IdentitySystem
    private let configuration: IdentityServerConfiguration
    private let time: TimeSource
    private let machineTime: TimeSource
    private let metricsText: @Sendable () -> String
    private let logger: Logger
    private let tls: TLSConfiguration?
    private let clientAddress: ClientAddress
    private let origins: AllowedOrigins
    private let pages: PageEndpoints
    private let hostedSite: HostedSite
    private let verifier: AccessTokenVerifier
    private let livingTokens: LivingAccessTokens
    private let proofNonces: DPoPNonceSource
    private let keyProofs: KeyProofs
    private let streams: StatusStreams
    let readiness = Readiness()
    /// How the time passes in which others may see that it is no longer ready.
    var drainWait: @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }

    /// Checks the configuration and reads the certificate; nothing listens yet.
    ///
    /// - Parameters:
    ///   - identity: the rules to serve.
    ///   - configuration: where and how to listen, and whom to trust.
    ///   - time: where the present moment comes from; the same as the rules'.
    ///   - machineTime: the machine's clocks, which are watched for jumps; nil where they are `time`.
    ///   - metricsText: the metrics as Prometheus text, made anew for each scrape.
    ///   - logger: where the request log goes.
    /// - Throws: ``ServerConfigurationError`` that says what is wrong and what to change.
    public init(
        identity: IdentitySystem,
        configuration: IdentityServerConfiguration,
        time: TimeSource = .system,
        machineTime: TimeSource? = nil,
        metricsText: @escaping @Sendable () -> String,
        logger: Logger
    ) throws {
        try configuration.validate()
        self.identity = identity
        self.configuration = configuration
        self.time = time
        self.machineTime = machineTime ?? time
        self.metricsText = metricsText
        self.logger = logger
        self.tls = try configuration.tls?.configuration()
        self.clientAddress = try ClientAddress(
            proxies: configuration.isBehindProxy ? configuration.trustedProxies : [],
            header: configuration.forwardedHeader
        )
        self.origins = try AllowedOrigins(issuer: configuration.issuer, others: configuration.allowedOrigins)
        self.pages = PageEndpoints(
            demo: DemoPage(audience: identity.configuration.audience, issuer: configuration.issuer)
        )
        self.proofNonces = DPoPNonceSource(secret: identity.proofNonceSecret)
        let proofs = DPoPPolicy(nonces: proofNonces)
        self.keyProofs = KeyProofs(
            proofs,
            address: .ofServer(issuer: configuration.issuer),
            now: { time.now().seconds }
        )
        self.verifier = .ofServer(identity, proofs: proofs, time: time)
        self.hostedSite = HostedSite(
            identity: identity,
            origins: origins,
            templates: try HostedTemplates(),
            time: time,
            limits: configuration.limits,
            realm: configuration.issuer
        )
        self.livingTokens = LivingAccessTokens(
            verifier: .ofServer(
                identity,
                status: PublishedStatus(status: identity.status),
                // No nonces: few proxies can hand one on.
                proofs: .standard,
                time: time
            ),
            sessions: identity.sessions
        )
        self.streams = StatusStreams(identity: identity, limits: configuration.statusStreams)
    }

    /// The server, ready to run: it listens, keeps the rules maintained, and stops gracefully.
    ///
    /// - Parameters:
    ///   - eventLoopGroup: what the connections run on.
    ///   - onServerRunning: called once it listens, with the channel that tells the port.
    /// - Returns: a service, for `runService()` or a `ServiceGroup`.
    public func application(
        eventLoopGroup: EventLoopGroupProvider = .singleton,
        onServerRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        var services: [any Service] = [
            MaintenanceService(identity: identity, logger: logger), SigningKeyWatch(identity: identity, logger: logger),
            StatusFeed(identity: identity, heartbeat: configuration.statusStreams.heartbeat, logger: logger),
            AnnouncementFeed(identity: identity), StorageWatch(storage: identity.storage),
            ClockWatch(time: machineTime, logger: logger),
        ]
        if let port = configuration.metricsPort {
            services.append(metricsApplication(port: port))
        }
        let readiness = readiness
        let application = Application(
            router: router(),
            server: ServerChannels.builder(
                tls: tls,
                limits: configuration.limits,
                bareAnswer: bareAnswer,
                isDraining: { readiness.isDraining }
            ),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.address, port: configuration.port),
                availableConnectionsDelegate: MaximumAvailableConnections(
                    // Listeners stay, so that they would take the places of all others.
                    configuration.limits.maximumConnections + configuration.statusStreams.maximumSubscribers,
                    logger: logger
                )
            ),
            services: services,
            onServerRunning: { channel in
                readiness.becomeReady()
                await onServerRunning(channel)
            },
            eventLoopGroupProvider: eventLoopGroup,
            logger: logger
        )
        let pause = DrainPause(readiness: readiness, delay: configuration.drainDelay, wait: drainWait)
        return DrainingApplication(base: application, pause: pause, streams: streams)
    }

    /// Every endpoint that there is, by family.
    var endpoints: [Endpoint] {
        let limits = configuration.limits
        let (identity, metricsText) = (identity, metricsText)
        let health = HealthEndpoints(
            readiness: readiness,
            database: DatabaseProbe { await identity.isReady() },
            writeFailure: { identity.storage.failing[.write] },
            metricsText: metricsText,
            servesMetrics: configuration.metricsPort == nil,
            limits: limits
        )
        let login = LoginEndpoints(
            signIn: identity.signIn,
            sessions: identity.sessions,
            crossSite: CrossSiteGuard(origins: origins),
            verifier: verifier,
            proofs: keyProofs,
            limits: limits
        )
        let administration = AdministrationEndpoints(
            accounts: identity.accounts,
            sessions: identity.sessions,
            time: time,
            limits: limits
        )
        let families = [
            RegistrationEndpoints(accounts: identity.accounts, limits: limits).endpoints,
            SetupEndpoints(setup: identity.setup, limits: limits).endpoints,
            login.endpoints,
            AccountEndpoints(accounts: identity.accounts, limits: limits).endpoints,
            SessionEndpoints(sessions: identity.sessions, time: time).endpoints,
            administration.endpoints,
            OAuthEndpoints(identity: identity, tokens: livingTokens, limits: limits).endpoints,
            AccessCheckEndpoints(tokens: livingTokens, realm: configuration.issuer).endpoints,
            StatusEndpoints(identity: identity, streams: streams, limits: limits).endpoints,
            health.endpoints,
            HostedPages(site: hostedSite).endpoints,
            pages.endpoints,
        ]
        let endpoints = families.flatMap { $0 }
        let discovery = DiscoveryEndpoints(
            identity: identity,
            issuer: configuration.issuer,
            proofAlgorithms: verifier.proofs.algorithmNames,
            others: endpoints
        )
        return endpoints + discovery.endpoints
    }

    /// The routes with their middleware.
    func router(metrics: RequestMetrics = RequestMetrics()) -> Router<ServerContext> {
        let endpoints = endpoints
        let router = framedRouter(RouteTable(endpoints), metrics: metrics)
        let signedIn = router.group()
            .add(
                middleware: RequireAccessToken(
                    verifier: verifier,
                    realm: configuration.issuer,
                    address: keyProofs.address
                )
            )
            .add(
                middleware: RequireLivingSession(
                    sessions: identity.sessions,
                    algorithms: verifier.proofs.algorithmNames
                )
            )
            .add(middleware: RequireScope(IdentityConfiguration.accountScope))
        let administration = signedIn.group()
            .add(middleware: RequireRole(Account.administratorRole))
            .add(middleware: RequireAdministrator(accounts: identity.accounts))
        for endpoint in endpoints {
            let path = RouterPath(endpoint.path)
            switch endpoint.access {
            // A client and a browser prove who they are to the endpoint itself.
            case .anybody, .client, .browserSession:
                router.on(path, method: endpoint.method, use: endpoint.respond)
            case .signedIn: signedIn.on(path, method: endpoint.method, use: endpoint.respond)
            case .administrator: administration.on(path, method: endpoint.method, use: endpoint.respond)
            }
        }
        return router
    }

    /// `/metrics` on a port of its own, for all who may reach that port.
    private func metricsApplication(port: Int) -> some ApplicationProtocol {
        let metricsText = metricsText
        let endpoint = HealthEndpoints.metricsEndpoint { _, _ in HealthEndpoints.prometheus(metricsText()) }
        let router = framedRouter(RouteTable([endpoint]), metrics: RequestMetrics())
        router.on(RouterPath(endpoint.path), method: endpoint.method, use: endpoint.respond)
        return Application(
            router: router,
            server: ServerChannels.builder(
                tls: nil,
                limits: configuration.limits,
                bareAnswer: bareAnswer,
                isDraining: { [readiness] in readiness.isDraining }
            ),
            configuration: ApplicationConfiguration(address: .hostname(configuration.metricsAddress, port: port)),
            logger: logger
        )
    }

    /// A router with what every answer needs, and no route yet.
    private func framedRouter(_ routes: RouteTable, metrics: RequestMetrics) -> Router<ServerContext> {
        let router = Router(context: ServerContext.self, options: .autoGenerateHeadEndpoints)
        router.add(
            middleware: RequestEnvelope(
                routes: routes,
                frame: RequestFrame(clientAddress: clientAddress, securityHeaders: securityHeaders),
                record: RequestRecord(metrics: metrics),
                crossOrigin: CrossOrigin(origins: origins, routes: routes),
                problems: ProblemAnswers(
                    routes: routes,
                    typeBase: typeBase,
                    realm: configuration.issuer,
                    pages: HostedProblems(site: hostedSite)
                ),
                proofNonce: { [proofNonces, time] in proofNonces.nonce(at: time.now().seconds) }
            )
        )
        return router
    }

    private var securityHeaders: SecurityHeaders { SecurityHeaders(isSecure: configuration.isSecure) }

    private var typeBase: String { configuration.issuer + PageEndpoints.documentation + "#error-" }

    private var bareAnswer: BareAnswer {
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        securityHeaders.add(to: &headers)
        let (typeBase, logger) = (typeBase, logger)
        return BareAnswer(
            headers: headers,
            document: { $0.document(typeBase: typeBase, requestID: "none").serialized() },
            log: { problem in
                logger.info(
                    "malformed request rejected",
                    metadata: [
                        "http.status": .stringConvertible(problem.status.code), "error": .string(problem.code.rawValue),
                    ]
                )
            }
        )
    }
}
