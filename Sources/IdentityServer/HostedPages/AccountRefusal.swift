import Identity

/// Which form of the account's page was refused, and why.
enum AccountRefusal: Sendable {
    case profile(FormRefusal, TypedProfile)
    case password(FormRefusal)
    case deletion(FormRefusal)

    /// Why.
    var refusal: FormRefusal {
        switch self {
        case .profile(let refusal, _), .password(let refusal), .deletion(let refusal): refusal
        }
    }
}

/// The profile as somebody typed it: an empty field removes what was there, a field that was not sent leaves it.
struct TypedProfile: Sendable {
    let userName: String?
    let email: String?
    let displayName: String?
    private let currentPassword: String?

    init(_ form: FormBody) {
        userName = form.given("user_name")
        email = form.given("email")
        displayName = form.given("display_name")
        currentPassword = form.optional("current_password")
    }

    /// What the identity rules are asked for.
    ///
    /// - Throws: `IdentityError` when nothing would be left to sign in with.
    func change() throws -> ProfileChange {
        guard userName != "" || email != "" else {
            throw IdentityError(.lastIdentifier)
        }
        return ProfileChange(
            userName: Self.change(userName),
            email: Self.change(email),
            displayName: Self.change(displayName),
            currentPassword: currentPassword
        )
    }

    private static func change(_ text: String?) -> Change<String> {
        switch text {
        case nil: .unchanged
        case "": .cleared
        case let text?: .set(text)
        }
    }
}
