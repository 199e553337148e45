import Logging
import Persistence
import TesseraJOSE
import TesseraOAuth

/// Refreshes, shows and ends sessions.
public final class SessionService: Sendable {
    let database: any Database
    let configuration: IdentityConfiguration
    let signingKeys: SigningKeyService
    let status: StatusService
    let issuer: AccessTokenIssuer
    let codec: RefreshTokenCodec
    let rule: RefreshRule
    let time: TimeSource
    let random: RandomSource
    let logger: Logger

    init(
        database: any Database,
        masterSecret: MasterSecret,
        configuration: IdentityConfiguration,
        signingKeys: SigningKeyService,
        status: StatusService,
        time: TimeSource,
        random: RandomSource,
        logger: Logger
    ) {
        self.database = database
        self.configuration = configuration
        self.signingKeys = signingKeys
        self.status = status
        self.issuer = AccessTokenIssuer(
            issuer: configuration.issuer,
            audience: configuration.audience,
            lifetime: configuration.accessTokenLifetime,
            random: random
        )
        self.codec = RefreshTokenCodec(key: masterSecret.derivedKey(for: .refreshToken))
        self.rule = RefreshRule(
            graceWindow: configuration.refreshGraceWindow,
            accessTokenLifetime: configuration.accessTokenLifetime,
            policy: configuration.refreshPolicy
        )
        self.time = time
        self.random = random
        self.logger = logger
    }

    /// For how long after its first use a client without attempt ids may send a refresh token again whose answer it did not get: the
    /// lifetime of access tokens, at most 15 minutes.
    ///
    /// Nil where no such client is given another successor, under any policy but `grace`.
    public var replacementWindow: Duration? { rule.policy == .grace ? rule.replacementWindow : nil }

    /// Every session of an account that lives or ended within the retention, the newest first, at most 500.
    public func sessions(of account: AccountID) async throws -> [Session] {
        let endedAfter = time.now() - configuration.endedSessionRetention
        return try await database.read { try $0.sessions.list(of: account, endedAfter: endedAfter, limit: 500) }
    }

    /// Whether a session lives.
    ///
    /// One read by primary key.
    public func isAlive(_ id: SessionID) async throws -> Bool {
        let now = time.now()
        return try await database.read { try $0.sessions.isAlive(id, at: now) }
    }

    /// The tokens for a session as it is now.
    func tokens(for basis: TokenBasis, at now: Timestamp) throws -> IssuedTokens {
        let session = basis.session
        if let position = session.statusPosition { status.noteStatusPosition(position) }
        let (signer, longest) = try signingKeys.tokenSigner()
        let seconds = issuer.secondsToLive(of: session, atMost: longest, at: now)
        return IssuedTokens(
            accessToken: try issuer.token(for: basis, secondsToLive: seconds, signer: signer, at: now),
            expiresIn: Int(seconds),
            refreshToken: codec.text(of: RefreshToken(sessionID: session.id, generation: session.generation)),
            refreshExpiresIn: Int(max(0, session.idleExpiresAt - now) / 1000),
            sessionID: session.id,
            generation: session.generation,
            scope: session.scope,
            accountID: session.accountID,
            transport: session.transport,
            type: session.keyThumbprint == nil ? .bearer : .dpop
        )
    }
}
