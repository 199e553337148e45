/// A request that the identity rules reject, and why.
///
/// It is data: the edge that shows it finds the words, in the language of its reader.
public struct IdentityError: Error, Sendable, Equatable {
    /// What kind of refusal; the raw value is the public code.
    public enum Code: String, Sendable, CaseIterable {
        /// A member is missing, malformed or out of range.
        case invalidRequest = "invalid_request"
        /// Another account has this user name.
        case userNameTaken = "user_name_taken"
        /// Another account has this e-mail address.
        case emailTaken = "email_taken"
        /// The new password is too short, too long or too common.
        case passwordRefused = "password_refused"
        /// The identifier or the password is wrong; which of them is wrong is not told.
        case invalidCredentials = "invalid_credentials"
        /// The password that a person who is signed in gave as the current one is wrong.
        case wrongPassword = "wrong_password"
        /// The password is right, and the account has been disabled.
        case accountDisabled = "account_disabled"
        /// Too many attempts; `retryAfter` tells when the next is looked at.
        case tooManyAttempts = "too_many_attempts"
        /// The server is busy; `retryAfter` tells when to try again.
        case overloaded = "overloaded"
        /// Registration is closed.
        case registrationClosed = "registration_closed"
        /// There is no such account.
        case accountNotFound = "account_not_found"
        /// There is no such session, or it is somebody else's.
        case sessionNotFound = "session_not_found"
        /// There is no such signing key.
        case signingKeyNotFound = "signing_key_not_found"
        /// There is no such confidential client.
        case clientNotFound = "client_not_found"
        /// Another confidential client has this identifier.
        case clientIDTaken = "client_id_taken"
        /// The one-time link for the first administrator is used, too old or wrong.
        case invalidSetupToken = "invalid_setup_token"
        /// The change would leave nobody who can administer.
        case lastAdministrator = "last_administrator"
        /// The thing changed meanwhile, or is in a state that forbids the change.
        case conflict
    }

    /// Why, with all that a sentence about it needs.
    ///
    /// Nothing in it is secret.
    public let reason: Reason

    /// An error for `reason`.
    public init(_ reason: Reason) {
        self.reason = reason
    }

    /// What kind of error.
    public var code: Code { reason.row.code }
    /// The member of the request that was wrong, if it was one.
    public var field: String? { reason.row.field }
    /// Seconds after which another try makes sense, if one does.
    public var retryAfter: Int? { reason.row.retryAfter }
}

extension IdentityError: CustomStringConvertible {
    /// The code and the reason, for logs.
    public var description: String { "\(code.rawValue): \(reason)" }
}
