import Persistence
import TesseraJOSE

/// Checks passwords: first whether there is room at all, then the throttle, then the hash, with equal work and an equal answer for accounts that exist and others.
struct PasswordGate: Sendable {
    let database: any Database
    let hasher: PasswordHasher
    let throttle: SignInThrottle
    let policy: PasswordPolicy
    let time: TimeSource

    /// A password that was right.
    struct Passed: Sendable {
        let account: Account
        /// The hash that it was checked against.
        let passwordHash: String
        /// Whether the hash was made with other parameters than today's.
        let isOutdated: Bool
        /// The attempt, and what it drew, to be given back to the throttle.
        let attempt: ThrottledAttempt
    }

    /// Checks the password of the account with that name.
    ///
    /// `name` is what the person typed, for the throttle; `identifier` is the account that it names, nil when it can name none.
    /// Within a session it is the session that is slowed, and the name does not count. `kind` is what a wrong password is remembered
    /// as.
    ///
    /// - Throws: `IdentityError` `too_many_attempts`, `overloaded`, `invalid_credentials` or, only to who knows the password,
    ///   `account_disabled`.
    func check(
        _ password: Password,
        name: String,
        identifier: AccountIdentifier?,
        kind: AuditEvent.Kind = .signInFailed,
        within session: SessionOfAccount? = nil,
        from source: RequestSource
    ) async throws -> Passed {
        let key = AdmissionKey(address: source.address, account: name)
        try expectRoom(for: key)
        let now = time.now()
        let attempt =
            session.map { throttle.attempt(account: $0.account, session: $0.session, address: source.address) }
            ?? throttle.attempt(identifier: name, address: source.address)
        let drawn: [SignInThrottle.Bucket]
        switch try await throttle.reserve(attempt, in: database, now: now.milliseconds) {
        case .allowed(let buckets):
            drawn = buckets
        case .throttled(let retryAfter):
            throw IdentityError(
                .tooManyAttempts,
                "Too many attempts. Try again in \(retryAfter) s.",
                retryAfter: retryAfter
            )
        }

        let row = try await database.read { connection in try identifier.flatMap { try connection.account($0) } }
        let verdict: PasswordVerdict
        do {
            verdict = try await hasher.verify(password, row?.passwordHash, for: key)
        } catch let overloaded as HashingOverloaded {
            // Nothing was learnt about the password, so nothing is owed.
            try await database.write(isolation: .readCommitted) { try $0.restore(drawn) }
            throw IdentityError(overloaded)
        }
        guard verdict != .differs, let row, let passwordHash = row.passwordHash else {
            try await database.write(isolation: .readCommitted) { connection in
                try connection.audit(
                    AuditEvent(
                        kind,
                        at: now,
                        by: .system,
                        account: row?.account.id,
                        session: session?.session,
                        from: source
                    )
                )
            }
            throw IdentityError(.invalidCredentials, "The user name or the password is wrong.")
        }
        guard row.account.disabledAt == nil else {
            throw IdentityError(.accountDisabled, "This account has been disabled. Ask an administrator.")
        }
        return Passed(
            account: row.account,
            passwordHash: passwordHash,
            isOutdated: verdict == .matchesButOutdated,
            attempt: ThrottledAttempt(attempt: attempt, drawn: drawn)
        )
    }

    /// Turns somebody away for whom there would be no room, before the throttle writes anything down.
    ///
    /// - Throws: `IdentityError` `overloaded`.
    func expectRoom(for key: AdmissionKey) throws {
        do {
            try hasher.expectRoom(for: key)
        } catch {
            throw IdentityError(error)
        }
    }

    /// The hash of a new password that the policy allows.
    ///
    /// - Throws: `IdentityError` `password_refused` or `overloaded`.
    func hash(
        new text: String,
        field: String,
        notContaining words: [String],
        for key: AdmissionKey
    ) async throws -> String {
        let password = try Self.password(text, field: field)
        if let refusal = policy.refusal(of: password, notContaining: words) {
            throw IdentityError(.passwordRefused, refusal.description, field: field)
        }
        do {
            return try await hasher.hash(password, for: key)
        } catch let overloaded as HashingOverloaded {
            throw IdentityError(overloaded)
        }
    }

    /// A password as typed, normalised.
    ///
    /// - Throws: `IdentityError` `invalid_request` when it is empty or too long to be one.
    static func password(_ text: String, field: String) throws -> Password {
        do {
            return try Password(text)
        } catch {
            throw IdentityError(.passwordRefused, "\(error)", field: field)
        }
    }
}

/// The session of a person who is asked for their password again.
struct SessionOfAccount: Sendable {
    let account: AccountID
    let session: SessionID
}

/// An attempt that the throttle allowed, and the buckets that it drew on.
struct ThrottledAttempt: Sendable {
    let attempt: SignInThrottle.Attempt
    let drawn: [SignInThrottle.Bucket]
}

extension Connection {
    /// The password was right: gives back what the attempt drew.
    func giveBack(_ attempt: ThrottledAttempt, at now: Timestamp) throws {
        try giveBack(attempt.attempt, drawn: attempt.drawn, now: now.milliseconds)
    }
}

extension IdentityError {
    init(_ overloaded: HashingOverloaded) {
        self.init(
            .overloaded,
            "The server is busy checking passwords. Try again in \(overloaded.retryAfter) s.",
            retryAfter: overloaded.retryAfter
        )
    }
}
