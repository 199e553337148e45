import Persistence
import TesseraJOSE
import TesseraOAuth

/// What a sign-in asks for.
public struct SignInOptions: Sendable {
    /// The scope that is asked for (RFC 6749 §3.3); nil for all that a first-party sign-in may have.
    public let scope: String?
    /// How the refresh token shall travel.
    public let transport: TokenTransport
    /// The thumbprint (RFC 7638, SHA-256) of the key that the client has proved to hold, to which the session is to be bound; nil
    /// for a session that whoever holds its refresh token may use.
    public let keyThumbprint: String?

    /// A sign-in that asks for this.
    public init(scope: String? = nil, transport: TokenTransport = .body, keyThumbprint: String? = nil) {
        self.scope = scope
        self.transport = transport
        self.keyThumbprint = keyThumbprint
    }
}

extension SessionService {
    /// Signs somebody in with a password and begins a session.
    ///
    /// - Parameters:
    ///   - identifier: user name or e-mail address, in any case.
    ///   - password: the password as typed.
    ///   - options: what the sign-in asks for.
    ///   - source: where the request comes from.
    /// - Returns: the tokens of the new session.
    /// - Throws: `IdentityError`: `invalid_request` for a scope that is not offered, `invalid_credentials`, `account_disabled`,
    ///   `too_many_attempts` or `overloaded`. Unknown and known names take equal time and get an equal answer.
    public func signIn(
        identifier: String,
        password: String,
        options: SignInOptions,
        from source: RequestSource
    ) async throws -> IssuedTokens {
        let scope = try grantedScope(options.scope)
        let passed = try await passwords.check(
            PasswordGate.password(password, field: "password"),
            name: identifier,
            identifier: AccountIdentifier(signInName: identifier),
            from: source
        )
        let outdated: String? = passed.isOutdated ? await rehashed(password, for: identifier, from: source) : nil

        let now = time.now()
        let session = newSession(
            of: passed.account.id,
            scope: scope,
            options,
            from: source,
            at: now
        )
        let begun = try await database.write(isolation: .readCommitted) { connection -> BegunSession? in
            try connection.giveBack(passed.attempt, at: now)
            var passwordHash = passed.passwordHash
            if let outdated, try connection.rehashPassword(of: passed.account.id, from: passwordHash, to: outdated) {
                passwordHash = outdated
            }
            guard let begun = try connection.beginSession(session, passwordHash: passwordHash) else { return nil }
            try connection.audit(
                AuditEvent(
                    .signInSucceeded,
                    at: now,
                    by: .account(passed.account.id),
                    account: passed.account.id,
                    session: session.id,
                    from: source
                )
            )
            return begun
        }
        // Between the check and this moment the password was changed or the account disabled.
        guard let begun else { throw IdentityError(.invalidCredentials, "The user name or the password is wrong.") }
        return try tokens(for: TokenBasis(session, grants: begun.grants, statusPosition: begun.statusPosition), at: now)
    }

    /// The session that a sign-in begins.
    func newSession(
        of account: AccountID,
        scope: Scope,
        _ options: SignInOptions,
        from source: RequestSource,
        at now: Timestamp
    ) -> Session {
        let expiresAt = now + configuration.sessionAbsoluteLifetime
        return Session(
            id: .generate(at: now, random),
            accountID: account,
            clientID: configuration.firstPartyClientID,
            transport: options.transport,
            generation: 0,
            scope: scope,
            createdAt: now,
            lastSeenAt: now,
            authenticatedAt: now,
            idleExpiresAt: min(now + configuration.sessionIdleLifetime, expiresAt),
            expiresAt: expiresAt,
            methods: ["pwd"],
            createdAddress: source.address,
            lastAddress: source.address,
            createdUserAgent: source.userAgent,
            lastUserAgent: source.userAgent,
            keyThumbprint: options.keyThumbprint,
            end: nil
        )
    }

    /// What a sign-in gets: all that is offered, or the part that it asked for.
    private func grantedScope(_ requested: String?) throws -> Scope {
        guard let requested else { return configuration.scope }
        let scope: Scope
        do {
            scope = try Scope(parsing: requested)
        } catch {
            throw IdentityError(.invalidRequest, "scope: \(error)", field: "scope")
        }
        if let unknown = scope.tokens.first(where: { !configuration.scope.contains($0) }) {
            throw IdentityError(
                .invalidRequest,
                "scope: \(unknown) is not available; available scopes: \(configuration.scope.text).",
                field: "scope"
            )
        }
        return scope
    }

    /// The hash of the same password with today's parameters.
    ///
    /// A busy server keeps the old one until the next sign-in.
    private func rehashed(_ password: String, for identifier: String, from source: RequestSource) async -> String? {
        guard let password = try? Password(password) else { return nil }
        return try? await passwords.hasher.hash(
            password,
            for: AdmissionKey(address: source.address, account: identifier)
        )
    }
}
