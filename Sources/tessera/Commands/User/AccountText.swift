import Identity
import TesseraJOSE

/// Accounts for people and for programs; the members' names are those of the HTTP API.
enum AccountText {
    /// What a person would call the account.
    static func name(_ account: Account) -> String {
        SafeText.printable(account.userName ?? account.email ?? account.id.description)
    }

    /// The account as JSON.
    static func json(_ account: Account) -> JSONValue {
        var object = JSONObject()
        object["id"] = .string(account.id.description)
        object["user_name"] = .optional(account.userName)
        object["email"] = .optional(account.email)
        object["email_verified"] = .bool(account.isEmailVerified)
        object["display_name"] = .optional(account.displayName)
        object["roles"] = .array(account.roles.map(JSONValue.string))
        object["permissions"] = .array(account.permissions.map(JSONValue.string))
        object["disabled"] = .bool(account.disabledAt != nil)
        object["created_at"] = .string(MomentText.precise(account.createdAt))
        object["updated_at"] = .string(MomentText.precise(account.updatedAt))
        object["last_signed_in_at"] = .optional(account.lastSignedInAt.map(MomentText.precise))
        object["disabled_at"] = .optional(account.disabledAt.map(MomentText.precise))
        object["password_changed_at"] = .optional(account.passwordChangedAt.map(MomentText.precise))
        return .object(object)
    }

    /// Every field of the account, one a line.
    static func fields(_ account: Account) -> String {
        TextLayout.fields([
            ("Id", account.id.description),
            ("User name", SafeText.printable(account.userName ?? "none")),
            (
                "E-mail",
                SafeText.printable(
                    account.email.map { "\($0)\(account.isEmailVerified ? " (verified)" : "")" } ?? "none"
                )
            ),
            ("Display name", SafeText.printable(account.displayName ?? "none")),
            ("Roles", account.roles.isEmpty ? "none" : account.roles.joined(separator: ", ")),
            ("Permissions", account.permissions.isEmpty ? "none" : account.permissions.joined(separator: ", ")),
            ("State", account.disabledAt.map { "disabled since \(MomentText.readable($0))" } ?? "enabled"),
            ("Created", MomentText.readable(account.createdAt)),
            ("Changed", MomentText.readable(account.updatedAt)),
            ("Last sign-in", MomentText.readable(account.lastSignedInAt)),
            ("Password set", MomentText.readable(account.passwordChangedAt)),
        ])
    }

    /// Accounts as a table.
    static func table(_ accounts: [Account]) -> String {
        TextLayout.table(
            header: ["ID", "USER NAME", "E-MAIL", "ROLES", "STATE", "LAST SIGN-IN"],
            rows: accounts.map { account in
                [
                    account.id.description,
                    SafeText.printable(account.userName ?? "-"),
                    SafeText.printable(account.email ?? "-"),
                    account.roles.isEmpty ? "-" : account.roles.joined(separator: ","),
                    account.disabledAt == nil ? "enabled" : "disabled",
                    MomentText.readable(account.lastSignedInAt),
                ]
            }
        )
    }
}
