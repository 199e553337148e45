extension SettingCatalogue {
    /// For how long is remembered what lives no more.
    enum Retention {
        static let endedSessions = Setting(
            "retention.ended-sessions",
            .duration(.hours(1)...(.days(3650))),
            default: .days(30),
            "For how long an ended session is remembered, so that its user and its client are told how it ended; and a signing key "
                + "that counts no more."
        )
        static let audit = Setting(
            "retention.audit",
            .duration(.days(1)...(.days(36_500))),
            default: .days(400),
            "For how long an event stays in the audit trail. Younger events are never removed or changed, whatever runs."
        )

        static let all = [endedSessions.definition, audit.definition]
    }
}
