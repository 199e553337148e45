public import Logging
import Synchronization

/// Keeps what was logged.
public final class LogRecorder: Sendable {
    /// One line of a log.
    public struct Entry: Sendable {
        /// How grave it is.
        public let level: Logger.Level
        /// What happened.
        public let message: String
        /// With which particulars: the logger's and the line's own.
        public let metadata: Logger.Metadata
    }

    /// Nothing yet.
    public init() {}

    private let recorded = Mutex<[Entry]>([])

    /// What was logged so far.
    public var entries: [Entry] { recorded.withLock { $0 } }

    /// Logs into this.
    public var logger: Logger { Logger(label: "test") { _ in Handler(recorder: self) } }

    private struct Handler: LogHandler {
        let recorder: LogRecorder
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            recorder.recorded.withLock {
                $0.append(Entry(level: event.level, message: event.message.description, metadata: all))
            }
        }
    }
}
