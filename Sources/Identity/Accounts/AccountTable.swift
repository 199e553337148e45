import Persistence

/// A new account with everything checked and hashed.
struct NewAccount: Sendable {
    let id: AccountID
    let userName: UserName?
    let email: EmailAddress?
    let displayName: String?
    let passwordHash: String
    let roles: [String]
    let permissions: [String]
    /// When it first signed in, for an account that begins with a session.
    var lastSignedInAt: Timestamp?

    fileprivate static let columns: SQL = """
        id, user_name, user_name_key, email, email_key, email_verified, display_name, password_hash, password_changed_at, \
        roles, permissions, administrator, created_at, updated_at, last_signed_in_at
        """

    /// The row, in the order of the columns.
    fileprivate func row(at now: Timestamp) -> SQL {
        """
        (\(id), \(userName?.display), \(userName?.key), \(email?.display), \(email?.key), \(false), \(displayName), \(passwordHash), \
        \(now.milliseconds), \(WordList.text(roles)), \(WordList.text(permissions)), \(roles.contains(Account.administratorRole)), \
        \(now.milliseconds), \(now.milliseconds), \(lastSignedInAt?.milliseconds))
        """
    }
}

/// The table of accounts and its verbs, each of which is atomic.
struct AccountTable {
    let transaction: any Transaction

    /// Adds an account.
    ///
    /// - Throws: `PersistenceError` `uniqueViolation` when the user name or the e-mail address is taken.
    func add(_ new: NewAccount, at now: Timestamp) throws -> Account {
        let row = try transaction.row(
            "INSERT INTO accounts (\(NewAccount.columns)) VALUES \(new.row(at: now)) RETURNING \(AccountRow.columns)"
        )
        guard let row else { throw IdentityError(.accountNotAdded) }
        return try AccountRow(row).account
    }

    /// Adds accounts by one statement.
    ///
    /// - Throws: `PersistenceError` `uniqueViolation` when a user name or an e-mail address is taken.
    func add(_ new: [NewAccount], at now: Timestamp) throws {
        let rows = new.map { $0.row(at: now) }.joined(separator: ", ")
        try transaction.execute("INSERT INTO accounts (\(NewAccount.columns)) VALUES \(rows)")
    }

    /// The account that is named so.
    func find(_ identifier: AccountIdentifier) throws -> AccountRow? {
        try transaction.row("SELECT \(AccountRow.columns) FROM accounts WHERE \(identifier.condition)").map(
            AccountRow.init
        )
    }

    /// Replaces user name, e-mail address and shown name.
    ///
    /// A changed e-mail address is not verified any more.
    ///
    /// With `credentials` it demands that these still hold. Gives the account afterwards; nil when it is gone or its
    /// credentials changed meanwhile.
    func changeProfile(
        of id: AccountID,
        userName: UserName?,
        email: EmailAddress?,
        displayName: String?,
        credentials: CredentialsVersion?,
        at now: Timestamp
    ) throws -> Account? {
        let condition: SQL = credentials.map { " AND \($0.holds)" } ?? ""
        return try transaction.row(
            """
            UPDATE accounts SET
                user_name = \(userName?.display), user_name_key = \(userName?.key), email = \(email?.display),
                email_verified = CASE WHEN email_key = \(email?.key) THEN email_verified ELSE \(false) END,
                email_key = \(email?.key), display_name = \(displayName), updated_at = \(now.milliseconds)
            WHERE id = \(id)\(condition) RETURNING \(AccountRow.columns)
            """
        ).map { try AccountRow($0).account }
    }

    /// Sets the hash of a password.
    ///
    /// With `expected` it demands that these credentials still hold. Gives the account afterwards; nil when it is gone or its
    /// credentials changed meanwhile.
    func setPasswordHash(
        of id: AccountID,
        to hash: String,
        expected: CredentialsVersion?,
        at now: Timestamp
    ) throws -> Account? {
        let condition: SQL = expected.map { " AND \($0.holds)" } ?? ""
        return try transaction.row(
            """
            UPDATE accounts SET password_hash = \(hash), password_changed_at = \(now.milliseconds), \(CredentialsVersion.raise),
                updated_at = \(now.milliseconds)
            WHERE id = \(id)\(condition) RETURNING \(AccountRow.columns)
            """
        ).map { try AccountRow($0).account }
    }

    /// Replaces the hash of the same password by one with today's parameters, unless it changed meanwhile.
    ///
    /// The credentials stay the same.
    func renewHash(of id: AccountID, from old: String, to new: String) throws {
        try transaction.execute(
            "UPDATE accounts SET password_hash = \(new) WHERE id = \(id) AND password_hash = \(old)"
        )
    }

    /// Disables (a time) or enables (nil) an account.
    func setDisabled(_ id: AccountID, since: Timestamp?, at now: Timestamp) throws -> Account? {
        let others: SQL = since == nil ? "" : ", \(CredentialsVersion.raise)"
        return try transaction.row(
            """
            UPDATE accounts SET disabled_at = \(since?.milliseconds), updated_at = \(now.milliseconds)\(others)
            WHERE id = \(id) RETURNING \(AccountRow.columns)
            """
        ).map { try AccountRow($0).account }
    }

    /// Replaces the roles of an account.
    func setRoles(_ id: AccountID, _ roles: [String], at now: Timestamp) throws -> Account? {
        try transaction.row(
            """
            UPDATE accounts SET roles = \(WordList.text(roles)), administrator = \(roles.contains(Account.administratorRole)),
                updated_at = \(now.milliseconds)
            WHERE id = \(id) RETURNING \(AccountRow.columns)
            """
        ).map { try AccountRow($0).account }
    }

    /// Replaces the permissions of an account.
    func setPermissions(_ id: AccountID, _ permissions: [String], at now: Timestamp) throws -> Account? {
        try transaction.row(
            """
            UPDATE accounts SET permissions = \(WordList.text(permissions)), updated_at = \(now.milliseconds)
            WHERE id = \(id) RETURNING \(AccountRow.columns)
            """
        ).map { try AccountRow($0).account }
    }

    /// Removes an account; its sessions stay for a while without it, so that their clients learn why they ended.
    ///
    /// Demands that `credentials` still hold; false when they do not.
    func remove(_ id: AccountID, credentials: CredentialsVersion) throws -> Bool {
        try transaction.execute(
            """
            UPDATE sessions SET created_address = '', created_user_agent = NULL, last_address = '', last_user_agent = NULL
            WHERE account_id = \(id)
            """
        )
        return try transaction.execute("DELETE FROM accounts WHERE id = \(id) AND \(credentials.holds)") == 1
    }

    /// Writes down that a person has signed in, if the account is still there, still enabled and still has these credentials.
    ///
    /// - Returns: what the account may do; nil when it changed meanwhile.
    func noteSignIn(of id: AccountID, credentials: CredentialsVersion, at now: Timestamp) throws -> AccountGrants? {
        let row = try transaction.row(
            """
            UPDATE accounts SET last_signed_in_at = \(now.milliseconds)
            WHERE id = \(id) AND disabled_at IS NULL AND \(credentials.holds)
            RETURNING roles, permissions
            """
        )
        return try row.map {
            AccountGrants(
                roles: WordList.words(try $0.text("roles")),
                permissions: WordList.words(try $0.text("permissions"))
            )
        }
    }

    /// Whether an enabled account other than `id` can administer.
    func hasAdministrator(otherThan id: AccountID?) throws -> Bool {
        let exception: SQL = id.map { " AND id <> \($0)" } ?? ""
        return try transaction.exists(
            "SELECT 1 FROM accounts WHERE administrator AND disabled_at IS NULL\(exception) LIMIT 1"
        )
    }

    /// One page of accounts, the oldest first, and one more row if there is a next page.
    func page(after cursor: AccountCursor?, limit: Int, search: String?, disabled: Bool?) throws -> [Account] {
        var conditions: [SQL] = ["1 = 1"]
        if let cursor {
            conditions.append(
                "(created_at > \(cursor.createdAt.milliseconds) OR (created_at = \(cursor.createdAt.milliseconds) AND id > \(cursor.id)))"
            )
        }
        if let search {
            let end = search + "\u{10FFFF}"
            conditions.append(
                "((user_name_key >= \(search) AND user_name_key < \(end)) OR (email_key >= \(search) AND email_key < \(end)))"
            )
        }
        if let disabled {
            conditions.append(disabled ? "disabled_at IS NOT NULL" : "disabled_at IS NULL")
        }
        let condition = conditions.dropFirst().reduce(conditions[0]) { "\($0) AND \($1)" as SQL }
        return try transaction.rows(
            "SELECT \(AccountRow.columns) FROM accounts WHERE \(condition) ORDER BY created_at, id LIMIT \(limit + 1)"
        ).map { try AccountRow($0).account }
    }
}

extension Transaction {
    /// The table of accounts.
    var accounts: AccountTable { AccountTable(transaction: self) }
}
