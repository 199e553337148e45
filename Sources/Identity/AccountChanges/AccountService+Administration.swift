import Persistence
import TesseraJOSE

extension AccountService {
    /// Disables an account: it signs in no more, and every session of it ends.
    ///
    /// - Throws: `IdentityError` `account_not_found` or `last_administrator`.
    public func disable(_ id: AccountID, by actor: Actor) async throws -> Account {
        try await administer(id, .accountDisabled, by: actor) { transaction, account, now in
            guard account.disabledAt == nil else { return account }
            try transaction.accounts.refuseLastAdministrator(account)
            let changed = try transaction.accounts.setDisabled(id, since: now, at: now)
            _ = try transaction.sessions.endAll(
                of: id,
                except: nil,
                cause: .accountDisabled,
                by: actor,
                from: RequestSource(address: "", userAgent: nil),
                at: now
            )
            return changed
        }
    }

    /// Enables an account again.
    ///
    /// Its ended sessions stay ended.
    ///
    /// - Throws: `IdentityError` `account_not_found`.
    public func enable(_ id: AccountID, by actor: Actor) async throws -> Account {
        try await administer(id, .accountEnabled, by: actor) { transaction, account, now in
            account.disabledAt == nil ? account : try transaction.accounts.setDisabled(id, since: nil, at: now)
        }
    }

    /// Replaces the roles of an account.
    ///
    /// Access tokens carry them from the next refresh on.
    ///
    /// - Throws: `IdentityError` `account_not_found`, `invalid_request` or `last_administrator`.
    public func setRoles(_ id: AccountID, _ roles: [String], by actor: Actor) async throws -> Account {
        let roles = try WordRules.checked(roles, field: "roles")
        let detail: JSONObject = ["roles": .array(roles.map(JSONValue.string))]
        return try await administer(id, .rolesChanged, by: actor, detail: detail) { transaction, account, now in
            if !roles.contains(Account.administratorRole) { try transaction.accounts.refuseLastAdministrator(account) }
            return try transaction.accounts.setRoles(id, roles, at: now)
        }
    }

    /// Replaces the permissions of an account.
    ///
    /// Access tokens carry them from the next refresh on.
    ///
    /// - Throws: `IdentityError` `account_not_found` or `invalid_request`.
    public func setPermissions(_ id: AccountID, _ permissions: [String], by actor: Actor) async throws -> Account {
        let permissions = try WordRules.checked(permissions, field: "permissions")
        let detail: JSONObject = ["permissions": .array(permissions.map(JSONValue.string))]
        return try await administer(id, .permissionsChanged, by: actor, detail: detail) { transaction, _, now in
            try transaction.accounts.setPermissions(id, permissions, at: now)
        }
    }

    /// Sets the password of an account without knowing the old one, and ends every session of it.
    ///
    /// - Throws: `IdentityError` `account_not_found`, `password_refused` or `overloaded`.
    public func setPassword(_ id: AccountID, _ new: String, by actor: Actor) async throws -> Account {
        let words = try await account(id).words
        let hash = try await passwords.hash(
            new: new,
            field: "password",
            notContaining: words,
            for: AdmissionKey(address: actor.text, account: id.description)
        )
        return try await administer(id, .passwordSet, by: actor) { transaction, _, now in
            let account = try transaction.accounts.setPasswordHash(of: id, to: hash, expected: nil, at: now)
            _ = try transaction.sessions.endAll(
                of: id,
                except: nil,
                cause: .passwordChanged,
                by: actor,
                from: RequestSource(address: "", userAgent: nil),
                at: now
            )
            return account
        }
    }

    /// One change of one account with its audit event, in one transaction.
    ///
    /// A change that changes nothing writes no event.
    private func administer(
        _ id: AccountID,
        _ kind: AuditEvent.Kind,
        by actor: Actor,
        detail: JSONObject? = nil,
        _ change: @escaping @Sendable (any Transaction, Account, Timestamp) throws -> Account?
    ) async throws -> Account {
        let now = time.now()
        let account = try await database.write { transaction in
            guard let before = try transaction.accounts.find(.id(id))?.account,
                let after = try change(transaction, before, now)
            else {
                throw AccountService.notFound
            }
            if after != before {
                try transaction.audit.append(AuditEvent(kind, at: now, by: actor, account: id, detail: detail))
            }
            return after
        }
        await status.followOwnWrite()
        return account
    }
}
