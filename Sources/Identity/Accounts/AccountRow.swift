import Persistence

/// One row of `accounts`: the account and the hash of its password, which never leaves the rules.
struct AccountRow: Sendable {
    let account: Account
    let passwordHash: String?
    let credentials: CredentialsVersion

    /// The columns that every statement names.
    static let columns: SQL = """
        id, user_name, email, email_verified, display_name, password_hash, password_changed_at, roles, permissions, created_at, \
        updated_at, last_signed_in_at, disabled_at, credentials_version
        """

    init(_ row: Row) throws {
        passwordHash = try row.optionalText("password_hash")
        credentials = try CredentialsVersion(row)
        account = Account(
            id: AccountID(unchecked: try row.bytes("id")),
            userName: try row.optionalText("user_name"),
            email: try row.optionalText("email"),
            isEmailVerified: try row.bool("email_verified"),
            displayName: try row.optionalText("display_name"),
            roles: WordList.words(try row.text("roles")),
            permissions: WordList.words(try row.text("permissions")),
            createdAt: Timestamp(milliseconds: try row.integer("created_at")),
            updatedAt: Timestamp(milliseconds: try row.integer("updated_at")),
            lastSignedInAt: try row.optionalInteger("last_signed_in_at").map(Timestamp.init(milliseconds:)),
            disabledAt: try row.optionalInteger("disabled_at").map(Timestamp.init(milliseconds:)),
            passwordChangedAt: credentials.passwordChangedAt
        )
    }
}

/// How somebody names an account: by user name, by e-mail address or by id.
enum AccountIdentifier: Sendable, Hashable {
    case userName(key: String)
    case email(key: String)
    case id(AccountID)

    /// The condition that finds the account.
    var condition: SQL {
        switch self {
        case .userName(let key): "user_name_key = \(key)"
        case .email(let key): "email_key = \(key)"
        case .id(let id): "id = \(id)"
        }
    }

    /// What a person types to sign in: a user name, or an e-mail address if it has an `@`; nil when it can be neither.
    init?(signInName text: String) {
        if text.contains("@") {
            guard let email = try? EmailAddress(text) else { return nil }
            self = .email(key: email.key)
        } else {
            guard let userName = try? UserName(text) else { return nil }
            self = .userName(key: userName.key)
        }
    }
}
