import Persistence
import TesseraOAuth

/// Signs people in: the doors to sessions.
public struct SignInService: Sendable {
    let database: any Database
    let configuration: IdentityConfiguration
    let passwords: PasswordAuthenticator
    let sessions: SessionService
    let time: TimeSource
    let random: RandomSource

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
    public func withPassword(
        identifier: String,
        password: String,
        options: SignInOptions,
        from source: RequestSource
    ) async throws -> IssuedTokens {
        let scope = try grantedScope(options.scope)
        let proof = try await passwords.prove(
            PasswordAuthenticator.password(password, field: "password"),
            name: identifier,
            identifier: AccountIdentifier(signInName: identifier),
            for: .signIn,
            from: source
        )
        switch SignInRule.step(after: .password(proof)) {
        case .finished(let signIn):
            return try await begin(signIn, scope: scope, options, from: source)
        }
    }

    /// Begins the session of a sign-in that lacks nothing.
    private func begin(
        _ signIn: FinishedSignIn,
        scope: Scope,
        _ options: SignInOptions,
        from source: RequestSource
    ) async throws -> IssuedTokens {
        let terms = terms(scope: scope, options, from: source, at: time.now())
        let begun = try await database.write(isolation: .readCommitted) { try $0.sessions.begin(signIn, on: terms) }
        // Between the proof and this moment a credential was changed or the account disabled.
        guard let begun else { throw IdentityError.wrongSignIn }
        return try sessions.tokens(for: begun, at: terms.now)
    }

    /// What a session of this server begins with.
    func terms(
        scope: Scope,
        _ options: SignInOptions,
        from source: RequestSource,
        at now: Timestamp
    ) -> SessionTerms {
        let expiresAt = now + configuration.sessionAbsoluteLifetime
        return SessionTerms(
            id: .generate(at: now, random),
            clientID: configuration.firstPartyClientID,
            transport: options.transport,
            scope: scope,
            keyThumbprint: options.keyThumbprint,
            idleExpiresAt: min(now + configuration.sessionIdleLifetime, expiresAt),
            expiresAt: expiresAt,
            source: source,
            now: now
        )
    }

    /// What a sign-in gets: all that is offered, or the part that it asked for.
    private func grantedScope(_ requested: String?) throws -> Scope {
        guard let requested else { return configuration.scope }
        let scope: Scope
        do {
            scope = try Scope(parsing: requested)
        } catch {
            throw IdentityError(.malformedScope(error))
        }
        if let unknown = scope.tokens.first(where: { !configuration.scope.contains($0) }) {
            throw IdentityError(.scopeNotOffered(unknown, offered: configuration.scope))
        }
        return scope
    }
}
