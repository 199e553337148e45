extension SettingCatalogue {
    /// The settings of the log.
    enum Logging {
        static let level = Setting(
            "log.level",
            .choice,
            default: LogLevelName.info,
            "The lowest level of message that is written."
        )
        static let format = Setting(
            "log.format",
            .choice,
            default: LogFormat.automatic,
            "The format of log lines, on standard error: `json`, one object per line, `text`, or `auto`: text "
                + "on a terminal and json elsewhere.",
            example: "json"
        )

        static let all = [level.definition, format.definition]
    }
}

/// The values of `log.level`.
enum LogLevelName: String, CaseIterable, Sendable {
    case trace
    case debug
    case info
    case notice
    case warning
    case error
    case critical
}

/// The values of `log.format`.
enum LogFormat: String, CaseIterable, Sendable {
    case automatic = "auto"
    case json
    case text
}
