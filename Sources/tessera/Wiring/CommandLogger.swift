import Logging

/// The logger of commands: warnings for people, on standard error.
enum CommandLogger {
    /// A logger that writes warnings and worse.
    static func make() -> Logger {
        Logger(label: "tessera") { label in
            LineLogHandler(
                label: label,
                level: .warning,
                style: .text(isColoured: Terminal.errorIsTerminal),
                sink: FileDescriptorSink(descriptor: 2),
                clock: TimeStampCache()
            )
        }
    }
}
