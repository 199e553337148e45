import Logging

/// The settings of the log.
struct LoggingSettings: Sendable {
    var level = Logger.Level.info
    var format = LogFormat.automatic
}

/// The values of `log.format`.
enum LogFormat: String, CaseIterable, Sendable {
    case automatic = "auto"
    case json
    case text
}

extension SettingCatalogue {
    /// The settings of the log.
    enum Logging: SettingSection {
        static let title = "Logging"

        static let settings: [Setting] = [
            Setting(
                "log.level",
                .choice(),
                \.logging.level,
                "The lowest level of message that is written."
            ),
            Setting(
                "log.format",
                .choice(),
                \.logging.format,
                "The format of log lines, on standard error: `json`, one object per line, `text`, or `auto`: text "
                    + "on a terminal and json elsewhere.",
                example: "json"
            ),
        ]
    }
}
