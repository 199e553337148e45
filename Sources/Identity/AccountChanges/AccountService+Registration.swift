import Persistence
import TesseraJOSE

extension AccountService {
    /// Makes an account for somebody who asks for one.
    ///
    /// - Throws: `IdentityError`: `registration_closed`, `invalid_request`, `password_refused`, `user_name_taken`, `email_taken`,
    ///   `too_many_attempts` or `overloaded`.
    public func register(_ registration: Registration, from source: RequestSource) async throws -> Account {
        guard configuration.isRegistrationOpen else {
            throw IdentityError(.registrationClosed)
        }
        let checked = try CheckedRegistration(registration)
        try passwords.expectRoom(for: checked.admissionKey(from: source))
        let now = time.now()
        let throttle = passwords.throttle
        let bucket = throttle.registration(address: source.address)
        if case .throttled(let retryAfter) = try await throttle.reserve([bucket], in: database, now: now.milliseconds) {
            throw IdentityError(.tooManyRegistrations(after: retryAfter))
        }
        try await database.read { try $0.accounts.refuseTaken(checked) }
        return try await add(checked, roles: [], permissions: [], kind: .accountRegistered, by: nil, from: source)
    }

    /// Makes an account on behalf of an administrator or the command.
    ///
    /// - Throws: `IdentityError`: `invalid_request`, `password_refused`, `user_name_taken`, `email_taken` or `overloaded`.
    public func create(
        _ registration: Registration,
        roles: [String],
        permissions: [String],
        by actor: Actor
    ) async throws -> Account {
        let checked = try CheckedRegistration(registration)
        let roles = try WordRules.checked(roles, field: "roles")
        let permissions = try WordRules.checked(permissions, field: "permissions")
        try await database.read { try $0.accounts.refuseTaken(checked) }
        return try await add(
            checked,
            roles: roles,
            permissions: permissions,
            kind: .accountCreated,
            by: actor,
            from: RequestSource(address: "", userAgent: nil)
        )
    }

    private func add(
        _ checked: CheckedRegistration,
        roles: [String],
        permissions: [String],
        kind: AuditEvent.Kind,
        by actor: Actor?,
        from source: RequestSource
    ) async throws -> Account {
        let new = try await newAccount(checked, roles: roles, permissions: permissions, from: source)
        let now = time.now()
        return try await database.write { transaction in
            let account = try transaction.accounts.addNamed(new, at: now)
            try transaction.audit.append(
                AuditEvent(kind, at: now, by: actor ?? .account(account.id), account: account.id, from: source)
            )
            return account
        }
    }

    /// The account to add, with its password hashed.
    func newAccount(
        _ checked: CheckedRegistration,
        roles: [String],
        permissions: [String],
        from source: RequestSource
    ) async throws -> NewAccount {
        NewAccount(
            id: .generate(random),
            userName: checked.userName,
            email: checked.email,
            displayName: checked.displayName,
            passwordHash: try await passwords.hash(
                new: checked.password,
                field: "password",
                notContaining: checked.words,
                for: checked.admissionKey(from: source)
            ),
            roles: roles,
            permissions: permissions
        )
    }
}

/// A registration whose members are well-formed.
struct CheckedRegistration: Sendable {
    let userName: UserName?
    let email: EmailAddress?
    let displayName: String?
    let password: String

    init(_ registration: Registration) throws {
        userName = try registration.userName.map(Self.userName)
        email = try registration.email.map(Self.email)
        displayName = try WordRules.displayName(registration.displayName)
        password = registration.password
        guard userName != nil || email != nil else {
            throw IdentityError(.noIdentifier)
        }
    }

    /// What the password may not merely consist of.
    var words: [String] {
        [userName?.key, email?.key].compactMap(\.self)
    }

    /// On whose behalf its password is hashed.
    func admissionKey(from source: RequestSource) -> AdmissionKey {
        AdmissionKey(address: source.address, account: words.first ?? "")
    }

    static func userName(_ text: String) throws -> UserName {
        do {
            return try UserName(text)
        } catch {
            throw IdentityError(.malformedUserName(error))
        }
    }

    static func email(_ text: String) throws -> EmailAddress {
        do {
            return try EmailAddress(text)
        } catch {
            throw IdentityError(.malformedEmail(error))
        }
    }
}

extension AccountTable {
    /// Refuses a registration whose names are taken, before a password is hashed for it.
    fileprivate func refuseTaken(_ checked: CheckedRegistration) throws {
        if let userName = checked.userName, try find(.userName(key: userName.key)) != nil {
            throw IdentityError(.userNameTaken)
        }
        if let email = checked.email, try find(.email(key: email.key)) != nil { throw IdentityError(.emailTaken) }
    }

    /// Adds an account; a name that was taken meanwhile is told like one that was taken before.
    func addNamed(_ new: NewAccount, at now: Timestamp) throws -> Account {
        try IdentityError.telling { try add(new, at: now) }
    }
}

extension IdentityError {
    /// Tells a violated constraint of `accounts` in the words of the rules.
    static func telling<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as PersistenceError where error.code == .uniqueViolation {
            throw IdentityError(error.constraint?.contains("email") == true ? .emailTaken : .userNameTaken)
        }
    }
}
