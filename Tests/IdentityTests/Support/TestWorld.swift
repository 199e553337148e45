import Logging
import Persistence
import Synchronization
import TesseraJOSE
import TesseraOAuth
import TesseraTesting
import TestSupport

@testable import Identity

/// Random bytes that are the same in every run (SplitMix64).
final class TestRandom: Sendable {
    private let state: Mutex<UInt64>

    init(seed: UInt64 = 1) {
        self.state = Mutex(seed)
    }

    var source: RandomSource {
        RandomSource { count in
            self.state.withLock { state in
                (0..<count).map { _ in
                    state &+= 0x9E37_79B9_7F4A_7C15
                    var value = state
                    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
                    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
                    return UInt8(truncatingIfNeeded: value ^ (value >> 31))
                }
            }
        }
    }
}

/// The whole identity system on a database of its own, with a clock that a test moves.
final class TestWorld: Sendable {
    static let password = "correct horse battery staple"
    static let home = RequestSource(address: "192.0.2.1", userAgent: "Mozilla/5.0 (home)")
    static let elsewhere = RequestSource(address: "198.51.100.7", userAgent: "curl/8")
    static let issuer = "https://id.example.com"

    let database: any Database
    let clock: ManualClock
    let random: TestRandom
    let identity: IdentitySystem
    let secret: MasterSecret

    init(
        clock: ManualClock = ManualClock(),
        random: TestRandom = TestRandom(),
        database: (any Database)? = nil,
        secret: MasterSecret? = nil,
        isServer: Bool = true,
        _ configure: (inout IdentityConfiguration) throws -> Void = { _ in }
    ) async throws {
        var configuration = try IdentityConfiguration(issuer: Self.issuer, audience: ["https://api.example.com"])
        configuration.passwordHashing = try Argon2idParameters(memoryKiB: 8, passes: 1)
        configuration.scope = try Scope(parsing: "account notes:read notes:write")
        try configure(&configuration)
        self.clock = clock
        self.random = random
        if let database { self.database = database } else { self.database = try await TestDatabase.fresh() }
        self.secret = try secret ?? MasterSecret(bytes: [UInt8](repeating: 7, count: 32))
        self.identity = try await IdentitySystem(
            database: self.database,
            masterSecret: self.secret,
            configuration: configuration,
            time: clock.source,
            random: random.source,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            followsStatus: isServer
        )
    }

    /// Registers somebody.
    @discardableResult
    func register(_ userName: String = "ada") async throws -> Account {
        try await identity.accounts.register(
            Registration(userName: userName, email: "\(userName)@example.com", password: Self.password),
            from: Self.home
        )
    }

    /// Signs somebody in.
    func signIn(_ userName: String = "ada", from source: RequestSource = home) async throws -> IssuedTokens {
        try await identity.signIn.withPassword(
            identifier: userName,
            password: Self.password,
            options: SignInOptions(),
            from: source
        )
    }

    /// The claims of an access token, after its signature was verified with the published keys.
    func claims(_ accessToken: String) throws -> JSONObject {
        let verified = try identity.signingKeys.verificationKeys().verify(accessToken)
        guard let claims = try JSONValue(parsing: verified.payload).object else {
            throw IdentityError(.accountChanged)
        }
        return claims
    }

    /// The session as the user's list shows it.
    func session(_ id: SessionID, of account: AccountID) async throws -> Session? {
        try await identity.sessions.sessions(of: account).first { $0.id == id }
    }

    func shutdown() async {
        await identity.shutdown()
        try? await database.close()
    }
}

/// The code of the refusal that `body` throws; nil when it throws none.
func refusal<Result>(_ body: () async throws -> Result) async throws -> IdentityError.Code? {
    do {
        _ = try await body()
        return nil
    } catch let error as IdentityError {
        return error.code
    }
}

extension RefreshOutcome<IssuedTokens> {
    /// The tokens of a refresh that was rotated.
    var rotated: IssuedTokens? {
        if case .rotated(let tokens) = self { tokens } else { nil }
    }

    /// The tokens of a refresh that was repeated.
    var repeated: IssuedTokens? {
        if case .repeated(let tokens) = self { tokens } else { nil }
    }

    /// The tokens of a refresh that replaced a successor which was never seen.
    var replaced: IssuedTokens? {
        if case .replaced(let tokens) = self { tokens } else { nil }
    }

    /// The cause of a refresh that was refused.
    var cause: String? {
        if case .refused(let refusal) = self { refusal.cause.code } else { nil }
    }
}
