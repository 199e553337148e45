import Foundation
import Logging

/// Makes the log handlers of this process from its settings.
enum LogHandlers {
    /// Makes every logger of the process write to standard error as the settings say; once a process.
    static func install(_ settings: LoggingSettings) {
        let make = factory(
            settings,
            sink: FileDescriptorSink(descriptor: STDERR_FILENO),
            isTerminal: Terminal.errorIsTerminal
        )
        LoggingSystem.bootstrap({ label, provider in make(label, provider) }, metadataProvider: nil)
    }

    /// What makes a handler for a logger's name.
    static func factory(
        _ settings: LoggingSettings,
        sink: any LogSink,
        isTerminal: Bool,
        clock: TimeStampCache = TimeStampCache()
    ) -> @Sendable (String, Logger.MetadataProvider?) -> LineLogHandler {
        let level = settings.level
        let style: LineLogHandler.Style =
            switch settings.format {
            case .json: .json
            case .text: .text(isColoured: isTerminal)
            case .automatic: isTerminal ? .text(isColoured: true) : .json
            }
        return { label, provider in
            LineLogHandler(
                label: label,
                level: level,
                style: style,
                sink: sink,
                clock: clock,
                metadataProvider: provider
            )
        }
    }
}
