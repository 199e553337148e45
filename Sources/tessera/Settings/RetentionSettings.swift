/// For how long is remembered what lives no more.
struct RetentionSettings: Sendable {
    let endedSessions: Duration
    let audit: Duration

    init(_ reader: inout SettingsReader) {
        endedSessions = reader.value(of: SettingCatalogue.Retention.endedSessions)
        audit = reader.value(of: SettingCatalogue.Retention.audit)
    }
}
