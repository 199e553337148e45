import Logging

/// Writes each log event as one line, as JSON for programs or as text for people.
struct LineLogHandler: LogHandler {
    /// How a line looks.
    enum Style: Sendable {
        case json
        case text(isColoured: Bool)
    }

    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let style: Style
    private let sink: any LogSink
    private let clock: TimeStampCache

    /// A handler.
    ///
    /// - Parameters:
    ///   - label: The logger's name.
    ///   - level: The least important kind of message that is written.
    ///   - style: How a line looks.
    ///   - sink: Where lines go.
    ///   - clock: What time it is; shared by all handlers.
    ///   - metadataProvider: Gives metadata from the task's context.
    init(
        label: String,
        level: Logger.Level,
        style: Style,
        sink: any LogSink,
        clock: TimeStampCache,
        metadataProvider: Logger.MetadataProvider? = nil
    ) {
        self.label = label
        self.logLevel = level
        self.style = style
        self.sink = sink
        self.clock = clock
        self.metadataProvider = metadataProvider
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get(), !provided.isEmpty {
            all.merge(provided) { _, new in new }
        }
        if let own = event.metadata, !own.isEmpty {
            all.merge(own) { _, new in new }
        }
        switch style {
        case .json: sink.write(json(event, all))
        case .text(let isColoured): sink.write(text(event, all, isColoured: isColoured))
        }
    }

    private func json(_ event: LogEvent, _ metadata: Logger.Metadata) -> [UInt8] {
        var line = JSONLineWriter()
        line.raw("{\"time\":")
        line.quoted { clock.append(to: &$0) }
        line.raw(",\"level\":")
        line.string(event.level.rawValue)
        line.raw(",\"logger\":")
        line.string(label)
        line.raw(",\"message\":")
        line.string(LogRedaction.withoutTokens(event.message.description))
        if let error = event.error {
            line.raw(",\"error\":")
            line.string(LogRedaction.withoutTokens(String(describing: error)))
        }
        if !metadata.isEmpty {
            line.raw(",\"metadata\":")
            line.object(metadata)
        }
        line.raw("}")
        line.finish()
        return line.bytes
    }

    private func text(_ event: LogEvent, _ metadata: Logger.Metadata, isColoured: Bool) -> [UInt8] {
        var line: [UInt8] = []
        clock.append(to: &line)
        let level = event.level.rawValue.uppercased()
        let padded = level + String(repeating: " ", count: max(0, 8 - level.count))
        let message = SafeText.printable(LogRedaction.withoutTokens(event.message.description), limit: 4000)
        var text = " " + (isColoured ? "\u{1B}[\(colour(event.level))m\(padded)\u{1B}[0m" : padded) + " " + message
        if let error = event.error {
            text += " error=" + SafeText.printable(LogRedaction.withoutTokens(String(describing: error)), limit: 4000)
        }
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
            text += " \(SafeText.printable(name))=\(readable(name, value))"
        }
        line += Array(text.utf8)
        line.append(UInt8(ascii: "\n"))
        return line
    }

    private func readable(_ name: String, _ value: Logger.MetadataValue) -> String {
        guard !LogRedaction.isSecret(name: name), value.attributes[LogSensitivity.self] != .secret else {
            return LogRedaction.mark
        }
        switch value {
        case .string(let text):
            return SafeText.printable(LogRedaction.withoutTokens(text), limit: 4000)
        case .stringConvertible(let convertible):
            return SafeText.printable(LogRedaction.withoutTokens(convertible.description), limit: 4000)
        case .dictionary(let dictionary):
            let items = dictionary.sorted { $0.key < $1.key }.map {
                "\(SafeText.printable($0.key))=\(readable($0.key, $0.value))"
            }
            return "{" + items.joined(separator: " ") + "}"
        case .array(let items):
            return "[" + items.map { readable("", $0) }.joined(separator: " ") + "]"
        }
    }

    private func colour(_ level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "90"
        case .info, .notice: "32"
        case .warning: "33"
        case .error, .critical: "31"
        }
    }
}
