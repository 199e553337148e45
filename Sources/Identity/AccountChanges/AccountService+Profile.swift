import Persistence
import TesseraJOSE

extension AccountService {
    /// Changes one's own profile.
    ///
    /// A changed user name or e-mail address demands the current password.
    ///
    /// - Parameters:
    ///   - id: the account.
    ///   - change: what changes.
    ///   - session: the session that asks, which wrong passwords slow; nil where there is none.
    ///   - source: where the request comes from.
    /// - Returns: the account as it is then.
    /// - Throws: `IdentityError`: `account_not_found`, `invalid_request`, `user_name_taken`, `email_taken`, `wrong_password`,
    ///   `too_many_attempts`, `overloaded`, or `conflict` when the password changed meanwhile.
    public func update(
        _ id: AccountID,
        _ change: ProfileChange,
        in session: SessionID? = nil,
        from source: RequestSource
    ) async throws -> Account {
        let before = try await account(id)
        let userName = try change.userName.applied(to: before.userName).map(CheckedRegistration.userName)
        let email = try change.email.applied(to: before.email).map(CheckedRegistration.email)
        let displayName = try WordRules.displayName(change.displayName.applied(to: before.displayName))
        guard userName != nil || email != nil else {
            throw IdentityError(.lastIdentifier)
        }

        var proof: PasswordProof?
        if userName?.display != before.userName || email?.display != before.email {
            guard let password = change.currentPassword else {
                throw IdentityError(.currentPasswordNeeded)
            }
            proof = try await prove(password, field: "current_password", of: id, in: session, from: source)
        }
        let (now, credentials) = (time.now(), proof?.credentials)
        return try await write(provedBy: proof, at: now) { transaction in
            let account = try IdentityError.telling {
                try transaction.accounts.changeProfile(
                    of: id,
                    userName: userName,
                    email: email,
                    displayName: displayName,
                    credentials: credentials,
                    at: now
                )
            }
            guard let account else { throw IdentityError(.accountChanged) }
            try transaction.audit.append(
                AuditEvent(.accountChanged, at: now, by: .account(id), account: id, from: source)
            )
            return account
        }
    }

    /// Changes one's own password and ends every other session.
    ///
    /// - Parameters:
    ///   - id: the account.
    ///   - current: the password that holds, as typed.
    ///   - new: the password that shall hold.
    ///   - kept: the session that asks and goes on, and which wrong passwords slow; nil to end all.
    ///   - source: where the request comes from.
    /// - Returns: how many sessions were ended.
    /// - Throws: `IdentityError`: `account_not_found`, `wrong_password`, `password_refused`, `too_many_attempts`, `overloaded`, or
    ///   `conflict` when the password changed meanwhile.
    public func changePassword(
        _ id: AccountID,
        current: String,
        new: String,
        keeping kept: SessionID?,
        from source: RequestSource
    ) async throws -> Int {
        let proof = try await prove(current, field: "current_password", of: id, in: kept, from: source)
        let hash = try await passwords.hash(
            new: new,
            field: "new_password",
            notContaining: proof.account.words,
            for: AdmissionKey(address: source.address, account: id.description)
        )
        let now = time.now()
        let ended = try await write(provedBy: proof, at: now) { transaction in
            guard
                try transaction.accounts.setPasswordHash(of: id, to: hash, expected: proof.credentials, at: now) != nil
            else {
                throw IdentityError(.passwordChanged)
            }
            try transaction.audit.append(
                AuditEvent(.passwordChanged, at: now, by: .account(id), account: id, from: source)
            )
            return try transaction.sessions.endAll(
                of: id,
                except: kept,
                cause: .passwordChanged,
                by: .account(id),
                from: source,
                at: now
            )
        }
        await status.followOwnWrite()
        return ended
    }

    /// Removes one's own account and all that is held on its user, except the audit trail.
    ///
    /// - Parameters:
    ///   - id: the account.
    ///   - password: the password that holds, as typed.
    ///   - session: the session that asks, which wrong passwords slow; nil where there is none.
    ///   - source: where the request comes from.
    /// - Throws: `IdentityError`: `account_not_found`, `wrong_password`, `last_administrator`, `too_many_attempts`,
    ///   `overloaded` or `conflict`.
    public func delete(
        _ id: AccountID,
        password: String,
        in session: SessionID? = nil,
        from source: RequestSource
    ) async throws {
        let proof = try await prove(password, field: "password", of: id, in: session, from: source)
        let now = time.now()
        let places = ([id.description] + proof.account.words).map {
            passwords.throttle.attempt(identifier: $0, address: source.address)
        }
        try await write(provedBy: proof, at: now) { transaction in
            try transaction.accounts.refuseLastAdministrator(proof.account)
            for place in places { try transaction.throttles.forgetFamiliarAddresses(of: place) }
            _ = try transaction.sessions.endAll(
                of: id,
                except: nil,
                cause: .accountDeleted,
                by: .account(id),
                from: source,
                at: now
            )
            guard try transaction.accounts.remove(id, credentials: proof.credentials) else {
                throw IdentityError(.accountChanged)
            }
            try transaction.audit.append(
                AuditEvent(.accountDeleted, at: now, by: .account(id), account: id, from: source)
            )
        }
        await status.followOwnWrite()
    }

    /// Has a person who is signed in prove that they know the password.
    private func prove(
        _ password: String,
        field: String,
        of id: AccountID,
        in session: SessionID?,
        from source: RequestSource
    ) async throws -> PasswordProof {
        do {
            return try await passwords.prove(
                PasswordAuthenticator.password(password, field: field),
                name: id.description,
                identifier: .id(id),
                for: .change(session),
                from: source
            )
        } catch let error as IdentityError where error.code == .invalidCredentials {
            throw IdentityError(.wrongPassword(field: field))
        }
    }

    /// One write that rests on a proof: what follows from the proof is written down with it.
    ///
    /// - Parameters:
    ///   - proof: nil for a change that needs none.
    ///   - now: the time of the write.
    ///   - change: what to write.
    /// - Returns: what the change returns.
    /// - Throws: what the change throws, and what the database does.
    func write<Result: Sendable>(
        provedBy proof: PasswordProof?,
        at now: Timestamp,
        _ change: @escaping @Sendable (any Transaction) throws -> Result
    ) async throws -> Result {
        try await database.write { transaction in
            try proof?.settle(in: transaction, at: now)
            return try change(transaction)
        }
    }
}

extension Account {
    /// What a new password may not merely consist of.
    var words: [String] {
        [userName, email].compactMap(\.self)
    }
}

extension AccountTable {
    /// Refuses what would leave no administrator.
    func refuseLastAdministrator(_ account: Account) throws {
        guard account.isAdministrator, account.disabledAt == nil else { return }
        guard try hasAdministrator(otherThan: account.id) else {
            throw IdentityError(.lastAdministrator)
        }
    }
}
