/// What a page says after something was done, by a word in its address: nothing is stored, and nothing else can be said.
enum Notice: String, Sendable, CaseIterable {
    case signedIn = "signed-in"
    case signedOut = "signed-out"
    case registered
    case profileSaved = "profile-saved"
    case passwordChanged = "password-changed"
    case sessionEnded = "session-ended"
    case othersEnded = "others-ended"
    case accountDeleted = "account-deleted"

    /// One sentence for the person.
    var sentence: String {
        switch self {
        case .signedIn: "You are signed in."
        case .signedOut: "You signed out."
        case .registered: "Your account is created."
        case .profileSaved: "Your profile is saved."
        case .passwordChanged: "Your password is changed. All your other sessions have ended."
        case .sessionEnded: "The session has ended."
        case .othersEnded: "All your other sessions have ended."
        case .accountDeleted: "Your account is deleted."
        }
    }
}
