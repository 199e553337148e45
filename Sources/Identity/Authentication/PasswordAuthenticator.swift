// Authentication owns how a person proves who they are: today the password. It makes proofs, and it never decides whether a proof is
// enough for a session; SignIn does.

import Persistence
import TesseraJOSE

/// A password that was right: whose it is, and what follows from that.
///
/// Only ``PasswordAuthenticator`` makes one.
struct PasswordProof: Sendable {
    /// The account, as it was when the password was checked.
    let account: Account
    /// The credentials that the account had then.
    let credentials: CredentialsVersion
    /// When the password was seen to be right.
    let provedAt: Timestamp
    fileprivate let attempt: ThrottledAttempt
    fileprivate let renewal: HashRenewal?

    /// The same password under today's parameters.
    fileprivate struct HashRenewal: Sendable {
        let old: String
        let new: String
    }

    /// Writes down what follows from a right password: gives the throttle back what the attempt drew, and keeps the newer hash.
    ///
    /// Belongs into the transaction that rests on the proof. The verb that begins a session calls it, and the one helper of changes
    /// that a password allows; a door does not.
    func settle(in transaction: any Transaction, at now: Timestamp) throws {
        try transaction.throttles.giveBack(attempt.attempt, drawn: attempt.drawn, now: now.milliseconds)
        guard let renewal else { return }
        try transaction.accounts.renewHash(of: account.id, from: renewal.old, to: renewal.new)
    }
}

/// Checks passwords: first whether there is room at all, then the throttle, then the hash, with equal work and an equal answer for accounts that exist and others.
struct PasswordAuthenticator: Sendable {
    let database: any Database
    let hasher: PasswordHasher
    let throttle: SignInThrottle
    let policy: PasswordPolicy
    let time: TimeSource

    /// What a password is asked for.
    enum Occasion: Sendable {
        /// A sign-in, by the name that the person typed.
        case signIn
        /// A change that a person who is signed in asks for, within a session where there is one.
        case change(SessionID?)
    }

    /// Checks the password of the account with that name.
    ///
    /// `name` is what the person typed, for the throttle; `identifier` is the account that it names, nil when it can name none.
    /// Within a session it is the session that is slowed, and the name does not count.
    ///
    /// - Throws: `IdentityError` `too_many_attempts`, `overloaded`, `invalid_credentials` or, only to who knows the password,
    ///   `account_disabled`.
    func prove(
        _ password: Password,
        name: String,
        identifier: AccountIdentifier?,
        for occasion: Occasion,
        from source: RequestSource
    ) async throws -> PasswordProof {
        let key = AdmissionKey(address: source.address, account: name)
        try expectRoom(for: key)
        let now = time.now()
        let attempt = attempt(name: name, identifier: identifier, for: occasion, from: source)
        let drawn: [SignInThrottle.Bucket]
        switch try await throttle.reserve(attempt, in: database, now: now.milliseconds) {
        case .allowed(let buckets):
            drawn = buckets
        case .throttled(let retryAfter):
            throw IdentityError(.tooManyAttempts(after: retryAfter))
        }

        let row = try await database.read { transaction in try identifier.flatMap { try transaction.accounts.find($0) }
        }
        let verdict: PasswordVerdict
        do {
            verdict = try await hasher.verify(password, row?.passwordHash, for: key)
        } catch let overloaded as HashingOverloaded {
            // Nothing was learnt about the password, so nothing is owed.
            try await database.write(isolation: .readCommitted) { try $0.throttles.restore(drawn) }
            throw IdentityError(overloaded)
        }
        guard verdict != .differs, let row, let passwordHash = row.passwordHash else {
            try await database.write(isolation: .readCommitted) { transaction in
                try transaction.audit.append(.wrong(of: row?.account.id, on: occasion, from: source, at: now))
            }
            throw IdentityError.wrongSignIn
        }
        guard row.account.disabledAt == nil else {
            throw IdentityError(.accountDisabled)
        }
        var renewal: PasswordProof.HashRenewal?
        if case .signIn = occasion, verdict == .matchesButOutdated {
            // A busy server keeps the old hash until the next sign-in.
            renewal = (try? await hasher.hash(password, for: key)).map { .init(old: passwordHash, new: $0) }
        }
        return PasswordProof(
            account: row.account,
            credentials: row.credentials,
            provedAt: time.now(),
            attempt: ThrottledAttempt(attempt: attempt, drawn: drawn),
            renewal: renewal
        )
    }

    private func attempt(
        name: String,
        identifier: AccountIdentifier?,
        for occasion: Occasion,
        from source: RequestSource
    ) -> SignInThrottle.Attempt {
        if case .change(let session?) = occasion, case .id(let account)? = identifier {
            return throttle.attempt(account: account, session: session, address: source.address)
        }
        return throttle.attempt(identifier: name, address: source.address)
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
            throw IdentityError(.passwordRefused(refusal, field: field))
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
            throw IdentityError(.passwordRefused(error, field: field))
        }
    }
}

/// An attempt that the throttle allowed, and the buckets that it drew on.
private struct ThrottledAttempt: Sendable {
    let attempt: SignInThrottle.Attempt
    let drawn: [SignInThrottle.Bucket]
}

extension AuditEvent {
    /// A wrong password.
    fileprivate static func wrong(
        of account: AccountID?,
        on occasion: PasswordAuthenticator.Occasion,
        from source: RequestSource,
        at now: Timestamp
    ) -> AuditEvent {
        switch occasion {
        case .signIn:
            AuditEvent(.signInFailed, at: now, by: .system, account: account, from: source)
        case .change(let session):
            AuditEvent(.passwordWrong, at: now, by: .system, account: account, session: session, from: source)
        }
    }
}

extension IdentityError {
    /// The one refusal of a sign-in, whatever was wrong.
    static let wrongSignIn = IdentityError(.invalidCredentials)

    init(_ overloaded: HashingOverloaded) {
        self.init(.overloaded(.passwordHashing, after: overloaded.retryAfter))
    }
}
