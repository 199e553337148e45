import Identity

/// Who looks at a page, and by which session.
struct SignedInPerson: Sendable {
    let session: Session
    let account: Account

    /// What to call the person.
    var name: String { account.displayName ?? account.userName ?? account.email ?? "Your account" }
    /// What the person signs in with.
    var signInName: String { account.userName ?? account.email ?? "" }
}
