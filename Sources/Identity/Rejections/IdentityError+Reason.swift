public import TesseraOAuth

extension IdentityError {
    /// Each reason for which the identity rules reject a request.
    public enum Reason: Sendable, Equatable {
        // Accounts

        /// Another account has this user name.
        case userNameTaken
        /// Another account has this e-mail address.
        case emailTaken
        /// The user name breaks a rule.
        case malformedUserName(IdentifierError)
        /// The e-mail address breaks a rule.
        case malformedEmail(IdentifierError)
        /// The name to show is empty, longer than 100 characters or has control characters.
        case malformedDisplayName(field: String)
        /// A registration has neither a user name nor an e-mail address.
        case noIdentifier
        /// The change would remove the user name and the e-mail address.
        case lastIdentifier
        /// A changed user name or e-mail address needs the current password.
        case currentPasswordNeeded
        /// The new password breaks a rule.
        case passwordRefused(PasswordRefusal, field: String)
        /// The identifier and the password do not belong together.
        case invalidCredentials
        /// The current password is wrong.
        case wrongPassword(field: String)
        /// The password is right, and the account is disabled.
        case accountDisabled
        /// Registration is closed.
        case registrationClosed
        /// There is no such account.
        case accountNotFound
        /// The database did not add the account.
        case accountNotAdded
        /// The account changed since it was read.
        case accountChanged
        /// The password changed since it was checked.
        case passwordChanged
        /// The change would leave no account that can administer.
        case lastAdministrator
        /// A list of roles or permissions has more than `most` names.
        case tooManyNames(field: String, most: Int)
        /// A role or a permission is not 1 to 64 characters of a-z, 0-9 and `:._-`.
        case malformedName(field: String)
        /// The one-time link for the first administrator is used, too old or wrong.
        case invalidSetupToken

        // Lists of accounts

        /// A page has as many accounts as the range says.
        case limitOutOfRange(ClosedRange<Int>)
        /// The cursor does not come from a page.
        case unknownCursor
        /// The text to search for is empty or has control characters.
        case malformedSearch

        // Throttling

        /// Too many attempts to sign in; the next one counts after so many seconds.
        case tooManyAttempts(after: Int)
        /// Too many registrations from one address; the next one counts after so many seconds.
        case tooManyRegistrations(after: Int)

        // Sessions

        /// There is no such session, or it belongs to another account.
        case sessionNotFound
        /// The scope does not parse.
        case malformedScope(ScopeError)
        /// The server does not offer a part of the scope.
        case scopeNotOffered(String, offered: Scope)
        /// The attempt id of a refresh does not parse.
        case malformedAttempt

        // Confidential clients

        /// There is no such client.
        case clientNotFound
        /// Another client has this id.
        case clientIDTaken(String)
        /// The client id is empty, too long, or has characters that are not permitted.
        case malformedClientID
        /// The old secret would be kept for longer than so many days, or for a negative time.
        case secretKeptTooLong(days: Int)
        /// The client has two secrets already; the older one is valid until that moment.
        case twoSecrets(of: String, until: Timestamp)

        // Signing keys

        /// There is no such signing key.
        case signingKeyNotFound(String)
        /// The signing key is revoked already.
        case signingKeyRevoked(String)
        /// The next key is published already, and signs after so many seconds.
        case successorPublished(String, after: Int64)

        // The server

        /// A part of the server cannot serve the request now; another try makes sense after so many seconds.
        case overloaded(Overload, after: Int)
        /// The database has accounts or sessions, and only an empty one is filled.
        case databaseNotEmpty
        /// Values of the configuration do not go together; the text, in English, is for the operator.
        case misconfigured(String)
    }

    /// What cannot serve a request now.
    public enum Overload: Sendable, Equatable, CaseIterable {
        /// Too many passwords wait to be hashed.
        case passwordHashing
        /// The status lists cannot be read.
        case statusLists
        /// There is no key to sign with.
        case noSigningKey
        /// The database is sealed, since it was copied to another one.
        case databaseMoving
    }
}

extension IdentityError.Reason {
    /// What programs learn of a reason.
    struct Row {
        let code: IdentityError.Code
        var field: String?
        var retryAfter: Int?

        init(_ code: IdentityError.Code, _ field: String? = nil, retryAfter: Int? = nil) {
            self.code = code
            self.field = field
            self.retryAfter = retryAfter
        }
    }

    /// The one table of codes, members and waiting times.
    ///
    /// No default branch: a new reason does not compile without its row.
    var row: Row {
        switch self {
        case .userNameTaken: Row(.userNameTaken, "user_name")
        case .emailTaken: Row(.emailTaken, "email")
        case .malformedUserName, .noIdentifier, .lastIdentifier: Row(.invalidRequest, "user_name")
        case .malformedEmail: Row(.invalidRequest, "email")
        case .malformedDisplayName(let field), .tooManyNames(let field, _), .malformedName(let field):
            Row(.invalidRequest, field)
        case .currentPasswordNeeded: Row(.invalidRequest, "current_password")
        case .passwordRefused(_, let field): Row(.passwordRefused, field)
        case .invalidCredentials: Row(.invalidCredentials)
        case .wrongPassword(let field): Row(.wrongPassword, field)
        case .accountDisabled: Row(.accountDisabled)
        case .registrationClosed: Row(.registrationClosed)
        case .accountNotFound: Row(.accountNotFound)
        case .accountNotAdded, .accountChanged, .passwordChanged: Row(.conflict)
        case .lastAdministrator: Row(.lastAdministrator)
        case .invalidSetupToken: Row(.invalidSetupToken, "setup_token")

        case .limitOutOfRange: Row(.invalidRequest, "limit")
        case .unknownCursor: Row(.invalidRequest, "after")
        case .malformedSearch: Row(.invalidRequest, "search")

        case .tooManyAttempts(let seconds), .tooManyRegistrations(let seconds):
            Row(.tooManyAttempts, retryAfter: seconds)

        case .sessionNotFound: Row(.sessionNotFound)
        case .malformedScope, .scopeNotOffered: Row(.invalidRequest, "scope")
        case .malformedAttempt: Row(.invalidRequest, "Tessera-Attempt")

        case .clientNotFound: Row(.clientNotFound)
        case .clientIDTaken: Row(.clientIDTaken)
        case .malformedClientID: Row(.invalidRequest, "client_id")
        case .secretKeptTooLong: Row(.invalidRequest, "keep")
        case .twoSecrets: Row(.conflict)

        case .signingKeyNotFound: Row(.signingKeyNotFound)
        case .signingKeyRevoked, .successorPublished: Row(.conflict)

        case .overloaded(_, let seconds): Row(.overloaded, retryAfter: seconds)
        case .databaseNotEmpty: Row(.conflict)
        case .misconfigured: Row(.invalidRequest)
        }
    }
}
