/// What somebody gives to get an account: a user name or an e-mail address or both, and a password.
public struct Registration: Sendable {
    /// The wished user name.
    public let userName: String?
    /// The e-mail address.
    public let email: String?
    /// The password, as typed.
    public let password: String
    /// The name to show.
    public let displayName: String?

    /// A registration with these values, not yet checked.
    public init(userName: String?, email: String?, password: String, displayName: String? = nil) {
        self.userName = userName
        self.email = email
        self.password = password
        self.displayName = displayName
    }
}

/// What to do with one member of a profile.
public enum Change<Value: Sendable & Equatable>: Sendable, Equatable {
    /// Leave it as it is.
    case unchanged
    /// Remove it.
    case cleared
    /// Give it this value.
    case set(Value)

    /// The value afterwards, given the one before.
    func applied(to before: Value?) -> Value? {
        switch self {
        case .unchanged: before
        case .cleared: nil
        case .set(let value): value
        }
    }
}

/// A change of one's own profile.
public struct ProfileChange: Sendable {
    /// What becomes of the user name.
    public let userName: Change<String>
    /// What becomes of the e-mail address; a new one is not verified.
    public let email: Change<String>
    /// What becomes of the name to show.
    public let displayName: Change<String>
    /// The current password, which a changed user name or e-mail address demands.
    public let currentPassword: String?

    /// A change of these members.
    public init(
        userName: Change<String> = .unchanged,
        email: Change<String> = .unchanged,
        displayName: Change<String> = .unchanged,
        currentPassword: String? = nil
    ) {
        self.userName = userName
        self.email = email
        self.displayName = displayName
        self.currentPassword = currentPassword
    }
}
