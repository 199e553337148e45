extension SettingCatalogue {
    /// For how long is remembered what lives no more.
    enum Retention {
        static let endedSessions = Setting(
            "retention.ended-sessions",
            .duration(.hours(1)...(.days(3650))),
            default: .days(30),
            "How long Tessera keeps an ended session, so that its user and its client can read the cause, and a "
                + "retired signing key."
        )
        static let audit = Setting(
            "retention.audit",
            .duration(.days(1)...(.days(36_500))),
            default: .days(400),
            "How long an event stays in the audit trail. Younger events are never removed or changed."
        )

        static let all = [endedSessions.definition, audit.definition]
    }
}
