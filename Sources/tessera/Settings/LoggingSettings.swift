/// The settings of the log.
struct LoggingSettings: Sendable {
    let level: LogLevelName
    let format: LogFormat

    init(_ reader: inout SettingsReader) {
        level = reader.value(of: SettingCatalogue.Logging.level)
        format = reader.value(of: SettingCatalogue.Logging.format)
    }
}
