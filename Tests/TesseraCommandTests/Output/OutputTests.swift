import Identity
import Synchronization
import TesseraJOSE
import Testing

@testable import tessera

@Suite("Output: text for people")
struct OutputTests {
    @Test(
        arguments: [
            (0, "now"), (1, "in 1 second"), (-1, "1 second ago"), (90, "in 1 minute 30 seconds"), (3600, "in 1 hour"),
            (-90_061, "1 day 1 hour ago"), (31_536_000, "in 1 year"), (3601, "in 1 hour"),
        ] as [(Int64, String)]
    )
    func `a distance in time is told in its two greatest units`(seconds: Int64, expected: String) {
        #expect(MomentText.relative(seconds, to: 0) == expected)
    }

    @Test func `a distance beyond what a number holds is told without a crash`() {
        #expect(MomentText.relative(.max, to: -1) == "in the far future")
        #expect(MomentText.relative(.min, to: 1) == "in the far past")
    }

    @Test func `moments are written as the API writes them`() {
        #expect(MomentText.precise(Timestamp(milliseconds: 1_795_464_930_042)) == "2026-11-23T20:15:30.042Z")
        #expect(MomentText.readable(Timestamp(milliseconds: 1_795_464_930_042)) == "2026-11-23 20:15:30 UTC")
        #expect(MomentText.readable(nil) == "never")
    }

    @Test func `a progress bar draws each percentage once, and nothing where nobody looks`() async throws {
        final class Canvas: Sendable {
            let drawn = Mutex<[String]>([])
        }
        let canvas = Canvas()
        let bar = ProgressBar("Copying", isShown: true) { text in canvas.drawn.withLock { $0.append(text) } }
        for fraction in [0, 0.001, 0.5, 0.5, 0.4, .nan, 2] { bar.show(fraction) }
        let drawn = canvas.drawn.withLock { $0 }
        #expect(drawn.map { $0.split(separator: "]")[1] } == [" 0 %", " 50 %", " 100 %"])
        let hidden = ProgressBar("Copying", isShown: false) { _ in Issue.record("drawn for nobody") }
        hidden.show(0.5)
        #expect(try await hidden.during { 7 } == 7)
    }

    @Test func `columns are aligned and lines have no spaces at their ends`() {
        let table = TextLayout.table(header: ["A", "LONG"], rows: [["wide cell", ""], ["x", "y"]])
        #expect(table == "A          LONG\nwide cell\nx          y")
        #expect(TextLayout.wrap("one two three", width: 7) == ["one two", "three"])
    }

    @Test func `JSON for people reads back as what it was`() throws {
        let value: JSONValue = [
            "a": [1, 2.5, true, nil, [:], []], "b": ["c": "\u{202E}\u{7F}\u{1F600}\u{E0041}\"\\\n"], "": "",
        ]
        let text = JSONText.pretty(value)
        #expect(try JSONValue(parsing: Array(text.utf8)) == value)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        #expect(!text.unicodeScalars.contains("\u{202E}"))
    }

    @Test func `a key's id that begins with a dash is read as an id`() {
        let id = "-Z6kst5yOuvwsM2GB9bSxDuH-q6SUI5qXaPkY36aKhw"
        #expect(
            CommandLineText.readable(["key", "revoke", id, "--reason", "lost"]) == [
                "key", "revoke", "--reason", "lost", "--", id,
            ]
        )
        let others = [["key", "revoke", "--", id], ["token", "decode", id], ["key", "revoke", "--reason", "lost"]]
        #expect(others.map(CommandLineText.readable) == others)
    }

    @Test func `backspace removes a whole character`() {
        var bytes = Array("aé".utf8)
        HiddenLine.removeLastCharacter(&bytes)
        #expect(bytes == Array("a".utf8))
        HiddenLine.removeLastCharacter(&bytes)
        HiddenLine.removeLastCharacter(&bytes)
        #expect(bytes == [])
    }

    @Test func `text from outside cannot move the cursor or forge a line`() {
        #expect(SafeText.printable("a\u{1B}[2J\nb\u{202E}c") == "a\u{FFFD}[2J\u{FFFD}b\u{FFFD}c")
        #expect(SafeText.printable("abc", limit: 2) == "ab…")
    }
}
