import Persistence

/// The table of accounts.
enum AccountSchema {
    static let accounts = Migration(
        "accounts",
        [
            """
            CREATE TABLE accounts (
                id \(type: .bytes) NOT NULL PRIMARY KEY,
                user_name \(type: .text),
                user_name_key \(type: .text) UNIQUE,
                email \(type: .text),
                email_key \(type: .text) UNIQUE,
                email_verified \(type: .bool) NOT NULL,
                display_name \(type: .text),
                password_hash \(type: .text),
                password_changed_at \(type: .bigint),
                roles \(type: .text) NOT NULL,
                permissions \(type: .text) NOT NULL,
                administrator \(type: .bool) NOT NULL,
                created_at \(type: .bigint) NOT NULL,
                updated_at \(type: .bigint) NOT NULL,
                last_signed_in_at \(type: .bigint),
                disabled_at \(type: .bigint),
                CHECK (user_name_key IS NOT NULL OR email_key IS NOT NULL),
                CHECK ((user_name IS NULL) = (user_name_key IS NULL)),
                CHECK ((email IS NULL) = (email_key IS NULL))
            ) \(options: .strict)
            """,
            "CREATE INDEX accounts_by_creation ON accounts (created_at, id)",
            // Few rows: who can administer, looked up at each start and before each demotion.
            "CREATE INDEX accounts_administrators ON accounts (administrator) WHERE administrator",
        ]
    )

    /// A count of the changes of an account's credentials, so that what rests on a proof need not know which credential it was.
    static let credentialsVersion = Migration(
        "credentials_version",
        ["ALTER TABLE accounts ADD COLUMN credentials_version \(type: .bigint) NOT NULL DEFAULT 0"]
    )

    static let table = TableDescription(
        "accounts",
        key: ["id"],
        [
            "id": .bytes, "user_name": .text, "user_name_key": .text, "email": .text, "email_key": .text,
            "email_verified": .bool, "display_name": .text, "password_hash": .text, "password_changed_at": .bigint,
            "roles": .text, "permissions": .text, "administrator": .bool, "created_at": .bigint, "updated_at": .bigint,
            "last_signed_in_at": .bigint, "disabled_at": .bigint, "credentials_version": .bigint,
        ]
    )
}

extension Feature {
    /// Accounts.
    static var accounts: Feature {
        Feature(
            migrations: [1: AccountSchema.accounts, 15: AccountSchema.credentialsVersion],
            tables: [AccountSchema.table]
        )
    }
}
