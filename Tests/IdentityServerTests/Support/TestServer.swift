import Hummingbird
import HummingbirdTesting
import Logging
import PersistenceSQLite
import Synchronization
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TestSupport

@testable import Identity
@testable import IdentityServer

/// The whole server on a database of its own, reached in process.
struct TestServer: Sendable {
    static let issuer = "http://localhost:8080"
    static let password = "correct horse battery staple"

    let clock: ManualClock
    let identity: IdentitySystem
    let server: IdentityServer
    let database: SQLiteDatabase

    init(
        issuer: String = TestServer.issuer,
        maximumWait: Duration = .seconds(5),
        logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
        metricsText: @escaping @Sendable () -> String = { "up 1\n" },
        configureRules: (inout IdentityConfiguration) throws -> Void = { _ in },
        configureServer: (inout IdentityServerConfiguration) throws -> Void = { _ in }
    ) async throws {
        let clock = ManualClock()
        var rules = try IdentityConfiguration(issuer: issuer)
        rules.passwordHashing = try Argon2idParameters(memoryKiB: 8, passes: 1)
        rules.scope = try Scope(parsing: "account notes:read")
        let unlimited = ThrottleRule(burst: 1_000_000, every: .milliseconds(1))
        rules.signInThrottle = SignInThrottleConfiguration(
            address: unlimited,
            identifierAndAddress: unlimited,
            identifier: unlimited,
            registration: unlimited
        )
        try configureRules(&rules)
        let database = try SQLiteDatabase.inMemory(options: SQLiteOptions(maximumWait: maximumWait))
        let identity = try await IdentitySystem(
            database: database,
            masterSecret: MasterSecret(bytes: [UInt8](repeating: 7, count: 32)),
            configuration: rules,
            time: clock.source,
            logger: logger
        )
        var configuration = IdentityServerConfiguration(port: 0, issuer: issuer)
        try configureServer(&configuration)
        self.clock = clock
        self.database = database
        self.identity = identity
        self.server = try IdentityServer(
            identity: identity,
            configuration: configuration,
            time: clock.source,
            metricsText: metricsText,
            logger: logger
        )
    }

    /// Runs `body` with a client of the router, without a socket.
    func run(_ body: @Sendable (Caller) async throws -> Void) async throws {
        do {
            try await server.application().test(.router) { try await body(Caller(client: $0)) }
        } catch {
            await identity.shutdown()
            throw error
        }
        await identity.shutdown()
    }

    /// Runs `body` with a client over a real socket.
    func runLive(_ body: @Sendable (Caller) async throws -> Void) async throws {
        do {
            try await server.application().test(.live) { try await body(Caller(client: $0)) }
        } catch {
            await identity.shutdown()
            throw error
        }
        await identity.shutdown()
    }

    /// Makes an administrator without HTTP, and signs in.
    func administrator(_ caller: Caller) async throws -> Tokens {
        _ = try await identity.accounts.create(
            Registration(userName: "root", email: nil, password: Self.password),
            roles: [Account.administratorRole],
            permissions: [],
            by: .command
        )
        return try await caller.login("root")
    }
}
