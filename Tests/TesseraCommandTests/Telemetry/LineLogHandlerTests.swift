import Foundation
import Logging
import Testing

@testable import tessera

@Suite("Telemetry: log lines")
struct LineLogHandlerTests {
    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let sink = MemorySink()

    private func logger(_ style: LineLogHandler.Style = .json, level: Logger.Level = .trace) -> Logger {
        let clock = TimeStampCache { 1_795_464_930_042 }
        return Logger(label: "tessera.test") { label in
            LineLogHandler(label: label, level: level, style: style, sink: sink, clock: clock)
        }
    }

    private func lastObject() throws -> [String: Any] {
        let line = try #require(sink.lines.last)
        return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test func `a line is one JSON object with time, level, logger and message`() {
        logger().info("started")
        #expect(
            sink.lines == [
                #"{"time":"2026-11-23T20:15:30.042Z","level":"info","logger":"tessera.test","message":"started"}"#
            ]
        )
    }

    @Test func `metadata keeps numbers and truth values, and is sorted`() {
        logger().info(
            "x",
            metadata: ["b": "two", "a": .stringConvertible(1), "c": .stringConvertible(true), "d": ["x", ["y": "z"]]]
        )
        #expect(sink.lines[0].hasSuffix(#","metadata":{"a":1,"b":"two","c":true,"d":["x",{"y":"z"}]}}"#))
    }

    @Test(arguments: [
        "\n", "\r\n", "\u{0}", "\u{1B}[2J", "\u{7F}", "\u{85}", "\u{9B}", "\u{2028}", "\u{2029}", "\"", "\\", "é𝄞",
    ])
    func `no value can end or forge a line, and every value reads back`(text: String) throws {
        logger().warning("\(text)", metadata: ["\(text)key": "\(text)"])
        #expect(sink.lines.count == 1)
        let line = try #require(sink.lines.first)
        #expect(
            line.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && !(0x7F...0x9F ~= $0.value) && !(0x2028...0x2029 ~= $0.value)
            }
        )
        let object = try lastObject()
        #expect(object["message"] as? String == text)
        #expect((object["metadata"] as? [String: String])?[text + "key"] == text)
    }

    @Test func `a value marked secret is redacted, wherever it stands`() {
        let secret = Logger.MetadataValue.attributed("hunter2", attributes: [LogSensitivity.secret])
        logger().info("x", metadata: ["a": secret, "b": ["c": secret], "d": [secret]])
        logger(.text(isColoured: false)).info("x", metadata: ["a": secret, "b": ["c": secret], "d": [secret]])
        #expect(sink.lines.allSatisfy { !$0.contains("hunter2") && $0.contains("[redacted]") })
    }

    @Test(arguments: ["password", "request.authorization", "Cookie", "refresh_token"])
    func `a value whose name says secret is redacted without a mark`(name: String) {
        logger().info("x", metadata: ["\(name)": "hunter2", "n": ["\(name)": "hunter2"]])
        logger(.text(isColoured: true)).info("x", metadata: ["\(name)": "hunter2", "n": ["\(name)": "hunter2"]])
        #expect(sink.lines.count == 2 && sink.lines.allSatisfy { !$0.contains("hunter2") })
    }

    @Test(arguments: ["tsr_AAECAwQFBgcICQ", "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"])
    func `a token is redacted in message, error and metadata`(token: String) {
        for style in [LineLogHandler.Style.json, .text(isColoured: false)] {
            logger(style).error(
                "got \(token)",
                error: Failure(description: "bad \(token)"),
                metadata: ["header": "Bearer \(token)."]
            )
        }
        #expect(sink.lines.count == 2)
        #expect(
            sink.lines.allSatisfy {
                !$0.contains(token) && $0.contains("got [redacted]") && $0.contains("Bearer [redacted].")
            }
        )
    }

    @Test func `messages below the level are not written`() {
        let logger = logger(level: .warning)
        logger.info("no")
        logger.warning("yes")
        #expect(sink.lines.count == 1)
    }

    @Test func `a logger's own metadata is on its lines, and the event's wins`() throws {
        var logger = logger()
        logger[metadataKey: "request.id"] = "1"
        logger[metadataKey: "kept"] = "k"
        logger.info("x", metadata: ["request.id": "2"])
        #expect(try lastObject()["metadata"] as? [String: String] == ["request.id": "2", "kept": "k"])
    }

    @Test func `a text line is readable and cannot move the cursor`() {
        logger(.text(isColoured: false)).error("bad\u{1B}[2Jnews", metadata: ["a": "1\n2"])
        #expect(sink.lines == ["2026-11-23T20:15:30.042Z ERROR    bad\u{FFFD}[2Jnews a=1\u{FFFD}2"])
    }

    @Test(arguments: [
        (LogFormat.automatic, true, false), (.automatic, false, true), (.json, true, true), (.text, false, false),
    ])
    func `auto means text on a terminal and json elsewhere`(format: LogFormat, isTerminal: Bool, isJSON: Bool) throws {
        let settings = try Settings.load(
            flags: ["log.format": RawSetting(text: format.rawValue, origin: .flag("--log-format"))],
            environment: [:]
        )
        let make = LogHandlers.factory(settings.logging, sink: sink, isTerminal: isTerminal)
        Logger(label: "x") { make($0, nil) }.info("x")
        #expect(sink.lines[0].hasPrefix("{") == isJSON)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (253_402_300_799_000, "9999-12-31T23:59:59.000Z"),
        ] as [(Int64, String)]
    )
    func `time stamps are right on the days that are easily wrong`(milliseconds: Int64, expected: String) {
        var line: [UInt8] = []
        TimeStampCache { milliseconds }.append(to: &line)
        #expect(String(decoding: line, as: UTF8.self) == expected)
    }
}
