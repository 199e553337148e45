import Identity

/// What the account's page shows: values in, names for the template out.
struct AccountView: Sendable {
    /// The most ended sessions that are shown.
    private static let mostEnded = 20

    let person: SignedInPerson
    let sessions: [Session]
    let now: Timestamp
    let minimumPasswordLength: Int
    let notice: Notice?
    let refused: AccountRefusal?

    /// The names of the template `account`.
    var values: [String: Any] {
        let account = person.account
        let living = sessions.filter { $0.end(asOf: now) == nil }
        let ended = sessions.filter { $0.end(asOf: now) != nil }.prefix(Self.mostEnded)
        var values: [String: Any] = [
            "layout_class": "account-page", "heading": "Your account",
            "name": person.name, "sign_in_name": person.signInName,
            "registered_at": account.createdAt.rfc3339, "registered_when": MomentWords.day(account.createdAt),
            "password_at": (account.passwordChangedAt ?? account.createdAt).rfc3339,
            "password_when": MomentWords.ago(account.passwordChangedAt ?? account.createdAt, asOf: now),
            // This one first: it is the one that the person knows.
            "living": (living.filter(isCurrent) + living.filter { !isCurrent($0) }).map(row),
            "ended": ended.map(row), "has_ended": !ended.isEmpty, "has_others": living.count > 1,
            "email": account.email ?? false,
        ]
        if let notice { values["notice"] = notice.sentence }
        addForms(to: &values)
        return values
    }

    private func addForms(to values: inout [String: Any]) {
        var (profile, password, deletion): (FormRefusal?, FormRefusal?, FormRefusal?)
        var typed: TypedProfile?
        switch refused {
        case .profile(let refusal, let given): (profile, typed) = (refusal, given)
        case .password(let refusal): password = refusal
        case .deletion(let refusal): deletion = refusal
        case nil: break
        }
        values["profile_fields"] = profileFields(typed).values(in: "profile", refusal: profile)
        values["password_fields"] = passwordFields.values(in: "password", refusal: password)
        var confirmation = PageField.password("password", "Your password", autocomplete: "current-password")
        confirmation.isRequired = true
        values["delete_fields"] = [confirmation].values(in: "delete", refusal: deletion)
        for (name, refusal) in [
            ("profile_alert", profile), ("password_alert", password), ("delete_alert", deletion),
        ] {
            if let refusal { values[name] = refusal.alert }
        }
    }

    private func profileFields(_ typed: TypedProfile?) -> [PageField] {
        let account = person.account
        return [
            ProfileFields.userName(typed?.userName ?? account.userName ?? ""),
            ProfileFields.email(typed?.email ?? account.email ?? ""),
            ProfileFields.displayName(typed?.displayName ?? account.displayName ?? ""),
            PageField.password(
                "current_password",
                "Current password",
                autocomplete: "current-password",
                hint: "Needed to change the user name or the e-mail address."
            ),
        ]
    }

    private var passwordFields: [PageField] {
        var current = PageField.password("current_password", "Current password", autocomplete: "current-password")
        current.isRequired = true
        var new = PageField.password(
            "new_password",
            "New password",
            autocomplete: "new-password",
            hint: "At least \(minimumPasswordLength) characters. A few unrelated words make a good one."
        )
        new.isRequired = true
        new.minimum = minimumPasswordLength
        return [current, new]
    }

    private func isCurrent(_ session: Session) -> Bool { session.id == person.session.id }

    /// One session, living or ended.
    ///
    /// Every name is always there, so that none is looked for in the page around it.
    private func row(_ session: Session) -> [String: Any] {
        let device = Device(userAgent: session.lastUserAgent).name
        let end = session.end(asOf: now)
        let isCurrent = isCurrent(session)
        return [
            "id": session.id.description, "device": device, "is_current": isCurrent,
            "address": Self.orAbsent(session.lastAddress), "created_address": Self.orAbsent(session.createdAddress),
            "seen_at": session.lastSeenAt.rfc3339, "seen_when": MomentWords.ago(session.lastSeenAt, asOf: now),
            "seen_exactly": MomentWords.exactly(session.lastSeenAt),
            "created_at": session.createdAt.rfc3339, "created_when": MomentWords.ago(session.createdAt, asOf: now),
            "end": end.map { $0.cause.sentence } ?? false,
            "ended_at": end.map { $0.at.rfc3339 } ?? "",
            "ended_when": end.map { MomentWords.ago($0.at, asOf: now) } ?? "",
            "end_text": isCurrent ? "Sign out" : "End",
            "end_label": isCurrent ? "Sign out of this device" : "End the session \(device)",
        ]
    }

    private static func orAbsent(_ text: String) -> Any { text.isEmpty ? false : text }
}
