import Persistence

/// Which credentials an account had when one of them was proved.
///
/// Every write that changes a credential, or disables the account, makes another version. A write that rests on a proof demands
/// that the version is still the same. A newer hash of the same password is no other credential.
struct CredentialsVersion: Sendable, Hashable {
    /// Counts the changes.
    let number: Int64
    /// When the password was last set.
    ///
    /// Compared, too: a node of a version that does not count yet moves only this when it changes a password.
    let passwordChangedAt: Timestamp?

    /// What the writes that make another version add to their columns.
    static let raise: SQL = "credentials_version = credentials_version + 1"

    init(number: Int64, passwordChangedAt: Timestamp?) {
        self.number = number
        self.passwordChangedAt = passwordChangedAt
    }

    init(_ row: Row) throws {
        self.init(
            number: try row.integer("credentials_version"),
            passwordChangedAt: try row.optionalInteger("password_changed_at").map(Timestamp.init(milliseconds:))
        )
    }

    /// The condition that an account still has these credentials.
    var holds: SQL {
        let isSamePassword: SQL =
            if let passwordChangedAt {
                "password_changed_at = \(passwordChangedAt.milliseconds)"
            } else {
                "password_changed_at IS NULL"
            }
        return "credentials_version = \(number) AND \(isSamePassword)"
    }
}
