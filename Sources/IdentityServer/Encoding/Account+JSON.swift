import Identity
import TesseraJOSE

extension Account {
    /// The account as the API shows it to its owner and to administrators.
    ///
    /// What is not known is null, so that each member is always there.
    var json: JSONValue {
        var object = JSONObject()
        object["id"] = .string(id.description)
        object["user_name"] = .text(userName)
        object["email"] = .text(email)
        object["email_verified"] = .bool(isEmailVerified)
        object["display_name"] = .text(displayName)
        object["roles"] = .array(roles.map { .string($0) })
        object["permissions"] = .array(permissions.map { .string($0) })
        object["disabled"] = .bool(disabledAt != nil)
        object["created_at"] = .string(createdAt.iso8601)
        object["updated_at"] = .string(updatedAt.iso8601)
        object["last_signed_in_at"] = .time(lastSignedInAt)
        object["disabled_at"] = .time(disabledAt)
        object["password_changed_at"] = .time(passwordChangedAt)
        return .object(object)
    }
}

extension JSONValue {
    /// A text or null.
    static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    /// A time or null.
    static func time(_ time: Timestamp?) -> JSONValue { text(time?.iso8601) }
}
