// Accounts owns the rows of accounts and the verbs over them. Who may change what, and what has to be proved for it, is decided in
// AccountChanges.

/// A person (or a service) that can sign in.
///
/// Holds nothing secret: the password hash stays in the database.
public struct Account: Sendable, Hashable {
    /// Names the account; the `sub` of its tokens.
    public let id: AccountID
    /// The user name as the person writes it, if there is one.
    public let userName: String?
    /// The e-mail address as the person writes it, if there is one.
    public let email: String?
    /// Whether somebody has proven to receive mail at that address.
    public let isEmailVerified: Bool
    /// The name to show, if there is one.
    public let displayName: String?
    /// The roles, sorted.
    public let roles: [String]
    /// The permissions, sorted.
    public let permissions: [String]
    /// When the account was made.
    public let createdAt: Timestamp
    /// When the account was last changed.
    public let updatedAt: Timestamp
    /// When the person last signed in.
    public let lastSignedInAt: Timestamp?
    /// Since when nobody can sign in with this account; nil while it is enabled.
    public let disabledAt: Timestamp?
    /// When the password was last set.
    public let passwordChangedAt: Timestamp?
}

extension Account {
    /// The role that may do everything the administration offers.
    public static let administratorRole = "admin"

    /// Whether the account has the role `admin`.
    public var isAdministrator: Bool { roles.contains(Account.administratorRole) }
}
