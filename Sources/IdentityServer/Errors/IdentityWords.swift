package import Identity
import TesseraOAuth

/// The English words for an error of the identity rules.
///
/// The rules know reasons, and each edge says them in its own way: a program reads the name of the member and the seconds, a person
/// neither. A translation is another table like this one.
package struct IdentityWords: Sendable {
    /// What is wrong and what to do, in sentences.
    let text: String
    /// What a person reads instead, where the text names members of the API.
    var textForPeople: String?
    /// Whether a program reads the name of the member before the text.
    var namesField = false
    /// Whether the text leaves the waiting time to be added.
    var tellsWait = false

    /// What a program or an operator reads.
    ///
    /// - Parameter error: the error.
    /// - Returns: sentences that are safe to show to all.
    package static func detail(of error: IdentityError) -> String {
        let words = IdentityWords(error.reason)
        var detail = words.text
        if words.namesField, let field = error.field { detail = "\(field): \(detail)" }
        if words.tellsWait, let seconds = error.retryAfter { detail += " Try again in \(seconds) s." }
        return detail
    }

    /// What a person reads on a page.
    static func sentence(for error: IdentityError) -> String {
        let words = IdentityWords(error.reason)
        let text = words.textForPeople ?? words.text
        let sentence = text.prefix(1).uppercased() + text.dropFirst()
        guard let seconds = error.retryAfter else { return sentence }
        return sentence + " Try again in \(MomentWords.span(seconds: seconds))."
    }
}

extension IdentityWords {
    /// No default branch: a new reason does not compile without its words.
    private init(_ reason: IdentityError.Reason) {
        switch reason {
        case .userNameTaken: self.init(text: "Another account has this user name. Choose another one.")
        case .emailTaken:
            self.init(text: "Another account has this e-mail address. Sign in with it, or give another one.")
        case .malformedUserName(let error), .malformedEmail(let error):
            self.init(text: error.description, namesField: true)
        case .malformedDisplayName:
            self.init(text: "1 to 100 characters, without control characters.", namesField: true)
        case .noIdentifier:
            self.init(
                text: "Give a user_name or an email, or both.",
                textForPeople: "Enter a user name or an e-mail address, or both."
            )
        case .lastIdentifier:
            self.init(
                text: "An account needs a user_name or an email: give one before you remove the other.",
                textForPeople: "Keep a user name or an e-mail address to sign in with."
            )
        case .currentPasswordNeeded:
            self.init(
                text: "A changed user_name or email needs the current_password.",
                textForPeople: "Type your current password to change the user name or the e-mail address."
            )
        case .passwordRefused(let refusal, _): self.init(text: refusal.description)
        case .invalidCredentials: self.init(text: "The user name or the password is wrong.")
        case .wrongPassword: self.init(text: "The password is wrong.")
        case .accountDisabled: self.init(text: "This account has been disabled. Ask an administrator.")
        case .registrationClosed:
            self.init(text: "Registration is closed. Ask an administrator for an account.")
        case .accountNotFound: self.init(text: "There is no such account.")
        case .accountNotAdded: self.init(text: "The account could not be added. Try again.")
        case .accountChanged: self.init(text: "The account changed meanwhile. Try again.")
        case .passwordChanged: self.init(text: "The password changed meanwhile. Sign in with the new one.")
        case .lastAdministrator:
            self.init(
                text: "This is the last account that can administer. Give another account the role admin first."
            )
        case .tooManyNames(_, let most): self.init(text: "at most \(most) names.", namesField: true)
        case .malformedName:
            self.init(
                text: "a name is 1 to 64 characters of a-z, 0-9, colon, dot, underscore and hyphen.",
                namesField: true
            )
        case .invalidSetupToken:
            self.init(text: "The one-time link has been used or has expired. Restart the server to get a new one.")

        case .limitOutOfRange(let range):
            self.init(text: "a number from \(range.lowerBound) to \(range.upperBound).", namesField: true)
        case .unknownCursor:
            self.init(text: "not a cursor of an earlier page; start without one.", namesField: true)
        case .malformedSearch:
            self.init(text: "at least one character, and no control characters.", namesField: true)

        case .tooManyAttempts: self.init(text: "Too many attempts.", tellsWait: true)
        case .tooManyRegistrations:
            self.init(text: "Too many registrations from this address.", tellsWait: true)

        case .sessionNotFound: self.init(text: "There is no such session.")
        case .malformedScope(let error): self.init(text: error.description, namesField: true)
        case .scopeNotOffered(let scope, let offered):
            self.init(text: "\(scope) is not available; available scopes: \(offered.text).", namesField: true)
        case .malformedAttempt:
            self.init(
                text:
                    "An attempt id is 1 to 128 visible ASCII characters without a comma, such as a random UUID; the id of the "
                    + "refresh before may follow it after a comma."
            )

        case .clientNotFound: self.init(text: "There is no such client.")
        case .clientIDTaken(let id): self.init(text: "The client \(id) exists already. Choose another client id.")
        case .malformedClientID:
            self.init(text: "A client id is 1 to 128 printable ASCII characters, without a space at its ends.")
        case .secretKeptTooLong(let days):
            self.init(text: "The old secret stays valid for \(days) days at the most.")
        case .twoSecrets(let client, let moment):
            self.init(
                text: "The client \(client) already has two secrets; the older one is valid until \(moment.rfc3339). "
                    + "Wait until then, or rotate without keeping a secret."
            )

        case .signingKeyNotFound(let id): self.init(text: "There is no signing key \(id).")
        case .signingKeyRevoked(let id): self.init(text: "The signing key \(id) is already revoked.")
        case .successorPublished(let id, let seconds):
            self.init(
                text: "The successor \(id) is already published and takes over in \(seconds) s. "
                    + "Rotate immediately if that is too late."
            )

        case .overloaded(.passwordHashing, _):
            self.init(text: "The server is busy checking passwords.", tellsWait: true)
        case .overloaded(.statusLists, _): self.init(text: "The status lists cannot be read at the moment.")
        case .overloaded(.noSigningKey, _): self.init(text: "No signing key is available at the moment.")
        case .overloaded(.databaseMoving, _):
            self.init(
                text: "The server is moving to another database, and changes nothing meanwhile. Try again in a moment.",
                textForPeople: "The server is moving to another database, and changes nothing meanwhile."
            )
        case .databaseNotEmpty:
            self.init(
                text:
                    "The database already has accounts or sessions, and the command fills only an empty one. Name a new one."
            )
        case .misconfigured(let text): self.init(text: text)
        }
    }
}
