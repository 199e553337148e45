import Testing

@testable import TesseraVerifier

@Suite("Server-sent events, HTML Living Standard §9.2.6")
struct ServerSentEventParserTests {
    private func read(_ text: String, maximumBytes: Int = 8192) throws -> [ServerSentEvent] {
        var parser = ServerSentEventParser(maximumBytes: maximumBytes)
        return try parser.read(Array(text.utf8))
    }

    private func event(_ data: String, name: String = "message", id: String? = nil) -> ServerSentEvent {
        ServerSentEvent(id: id, name: name, data: Array(data.utf8))
    }

    @Test func `an event has a name, a number and data`() throws {
        #expect(try read("id: 7\nevent: status\ndata: {}\n\n") == [event("{}", name: "status", id: "7")])
    }

    @Test(arguments: ["\n", "\r", "\r\n"])
    func `every line ending counts`(end: String) throws {
        let text = ["data: a", "", "event: x", "data: b", "", ""].joined(separator: end)
        #expect(try read(text) == [event("a"), event("b", name: "x")])
    }

    @Test func `bytes may be cut anywhere`() throws {
        let text = Array(
            "\u{FEFF}id: 1\r\nevent: ä\r\ndata: ü\r\ndata: b\r\n\r\n: heartbeat\r\n\r\ndata: c\r\n\r\n".utf8
        )
        var whole = ServerSentEventParser(maximumBytes: 8192)
        let expected = try whole.read(text)
        #expect(expected == [event("ü\nb", name: "ä", id: "1"), event("c", id: "1")])
        for size in 1...text.count {
            var parser = ServerSentEventParser(maximumBytes: 8192)
            var events: [ServerSentEvent] = []
            for start in stride(from: 0, to: text.count, by: size) {
                events += try parser.read(text[start..<min(start + size, text.count)])
            }
            #expect(events == expected)
        }
    }

    @Test func `several lines of data are joined by line feeds`() throws {
        #expect(try read("data: a\ndata:\ndata:  b\n\n") == [event("a\n\n b")])
    }

    @Test func `the field's one leading space is dropped, and no more`() throws {
        #expect(try read("data:a\n\ndata: a\n\ndata:  a\n\n") == [event("a"), event("a"), event(" a")])
    }

    @Test func `comments, unknown fields and empty events say nothing`() throws {
        #expect(try read(": heartbeat\n\nevent: x\n\nfoo: bar\nfoo\n\nid: 3\n\n") == [])
    }

    @Test func `an event that the stream cuts off says nothing`() throws {
        #expect(try read("data: a\n") == [])
    }

    @Test func `a number stays for the events behind it, and may be taken back`() throws {
        #expect(
            try read("id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n") == [
                event("a", id: "1"), event("b", id: "1"), event("c", id: ""),
            ]
        )
    }

    @Test func `a number with a zero byte is ignored`() throws {
        #expect(try read("id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n") == [event("a", id: "1"), event("b", id: "1")])
    }

    @Test func `an event's name doesn't stay for the next`() throws {
        #expect(try read("event: x\n\ndata: a\n\n") == [event("a")])
    }

    @Test(
        arguments: [
            ("1500", 1500), (" 0", 0), ("-1", nil), ("1.5", nil), ("99999999999999999999", nil), ("", nil), ("１", nil),
        ] as [(String, Int?)]
    )
    func `retry is digits or nothing`(value: String, milliseconds: Int?) throws {
        var parser = ServerSentEventParser(maximumBytes: 100)
        _ = try parser.read(Array("retry:\(value)\n\n".utf8))
        #expect(parser.retry == milliseconds)
    }

    @Test func `a line, or an event of many lines, beyond the bound is refused`() throws {
        let line = "data: " + String(repeating: "a", count: 95)
        #expect(throws: ServerSentEventParser.FrameTooLarge.self) { try read(line, maximumBytes: 100) }
        let lines = String(repeating: "data: aaaa\n", count: 50)
        #expect(throws: ServerSentEventParser.FrameTooLarge.self) { try read(lines, maximumBytes: 100) }
        let name = "event: " + String(repeating: "a", count: 80) + "\ndata: " + String(repeating: "a", count: 40)
        #expect(throws: ServerSentEventParser.FrameTooLarge.self) { try read(name, maximumBytes: 100) }
    }

    @Test func `empty lines of data count against the bound`() throws {
        #expect(throws: ServerSentEventParser.FrameTooLarge.self) {
            try read(String(repeating: "data\n", count: 1000), maximumBytes: 100)
        }
    }

    @Test func `a stream without end in small events is read in bounded memory`() throws {
        var parser = ServerSentEventParser(maximumBytes: 100)
        for _ in 0..<1000 { #expect(try parser.read(Array("id: 1\ndata: aaaa\n\n".utf8)).count == 1) }
    }

    @Test(arguments: [
        "", "\0", "\u{FEFF}", "::::\n\n", "data", "\r\r\r\r", "data: \u{0}\n\n", "id:\n\n", "event\ndata\n\n",
    ])
    func `nonsense is no crash`(text: String) throws {
        _ = try read(text)
    }
}
