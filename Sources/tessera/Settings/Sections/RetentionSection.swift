import Identity

extension SettingCatalogue {
    /// For how long is remembered what lives no more.
    enum Retention: SettingSection {
        static let title = "Retention"

        static let settings: [Setting] = [
            Setting(
                "retention.ended-sessions",
                .duration(.hours(1)...(.days(3650))),
                \.rules.endedSessionRetention,
                "How long Tessera keeps an ended session, so that its user and its client can read the cause, and "
                    + "a retired signing key."
            ),
            Setting(
                "retention.audit",
                .duration(.days(1)...(.days(36_500))),
                \.rules.auditRetention,
                "How long an event stays in the audit trail. Younger events are never removed or changed."
            ),
        ]
    }
}
