import TesseraJOSE
import TesseraTesting
import Testing

@testable import TesseraVerifier

@Suite("The stream of status events")
struct StatusStreamTests {
    private let hello = "id: 41\nevent: hello\ndata: {\"stream\":\"s1\",\"resumed\":true,\"heartbeat\":15}\n\n"

    private func stream() -> StatusStream {
        var stream = StatusStream(maximumFrameBytes: 8192)
        stream.connect(at: .zero)
        return stream
    }

    private func receive(_ stream: inout StatusStream, _ text: String) throws -> [StatusStream.Effect] {
        try stream.receive(Array(text.utf8), at: .seconds(1))
    }

    @Test func `hello begins it; without a number to resume from, everything may have been missed`() throws {
        var stream = stream()
        #expect(!stream.isLive)
        let confirmation = StatusConfirmation(stream: "s1", id: "41")
        #expect(try receive(&stream, hello) == [.began(isResumed: false, confirmation)])
        #expect(stream.isLive)
        #expect(stream.lastEventID == "41")
        _ = stream.end(isRefused: false, jitter: 0.5)
        stream.connect(at: .seconds(2))
        #expect(try receive(&stream, hello) == [.began(isResumed: true, confirmation)])
    }

    @Test func `events ask for what they say, in their order`() throws {
        var stream = stream()
        let effects = try receive(
            &stream,
            hello + "id: 42\nevent: status\ndata: {\"uri\":\"u\",\"idx\":[5,9]}\n\n: heartbeat\n\n"
                + "id: 43\nevent: key_revoked\ndata: {\"kid\":\"k\"}\n\nid: 44\nevent: later\ndata: ?\n\n"
        )
        #expect(
            effects.dropFirst() == [
                .invalidate(uri: "u", indices: [5, 9]),
                .revokeKey(keyID: "k", StatusConfirmation(stream: "s1", id: "43")),
            ]
        )
        #expect(stream.lastEventID == "44")
    }

    @Test(arguments: [
        "id: 1\nevent: status\ndata: {\"uri\":\"u\",\"idx\":[5]}\n\n",
        "id: 1\nevent: key_revoked\ndata: {\"kid\":\"k\"}\n\n",
    ])
    func `an event before hello is refused`(text: String) throws {
        var stream = stream()
        #expect(throws: StatusStream.Fault.malformed) { try receive(&stream, text) }
    }

    @Test(arguments: [
        "event: status\ndata: {}\n\n", "event: status\ndata: {\"uri\":1,\"idx\":[5]}\n\n",
        "event: status\ndata: {\"uri\":\"u\",\"idx\":[-1]}\n\n",
        "event: status\ndata: {\"uri\":\"u\",\"idx\":[\"1\"]}\n\n",
        "event: status\ndata: {\"uri\":\"u\",\"idx\":[1.5]}\n\n", "event: status\ndata: {\"uri\":\"u\",\"idx\":5}\n\n",
        "event: status\ndata: nonsense\n\n", "event: status\ndata: {\"uri\":\"u\",\"uri\":\"u\",\"idx\":[]}\n\n",
        "event: key_revoked\ndata: {}\n\n", "event: key_revoked\ndata: {\"kid\":\"\"}\n\n",
        "event: key_revoked\ndata: {\"kid\":1}\n\n", "event: hello\ndata: {}\n\n",
        "event: hello\ndata: {\"stream\":\"\",\"resumed\":true,\"heartbeat\":15}\n\n",
        "event: hello\ndata: {\"stream\":\"s\",\"resumed\":1,\"heartbeat\":15}\n\n",
        "event: hello\ndata: {\"stream\":\"s\",\"resumed\":true,\"heartbeat\":0}\n\n",
        "id\nevent: key_revoked\ndata: {\"kid\":\"k\"}\n\n", "id: a b\nevent: key_revoked\ndata: {\"kid\":\"k\"}\n\n",
        "id: ä\nevent: key_revoked\ndata: {\"kid\":\"k\"}\n\n",
        "id: \(String(repeating: "9", count: 129))\nevent: key_revoked\ndata: {\"kid\":\"k\"}\n\n",
    ])
    func `an event that isn't what its name says ends the connection, and the next one doesn't resume`(
        text: String
    )
        throws
    {
        var stream = stream()
        _ = try receive(&stream, hello)
        #expect(throws: StatusStream.Fault.malformed) { try receive(&stream, text) }
        #expect(stream.lastEventID == nil)
    }

    @Test func `a frame beyond the bound ends the connection`() throws {
        var stream = stream()
        _ = try receive(&stream, hello)
        #expect(throws: StatusStream.Fault.frameTooLarge) {
            try receive(&stream, "data: " + String(repeating: "a", count: 9000))
        }
    }

    @Test func `a silent connection counts as dead after two heartbeats and five seconds`() throws {
        var stream = stream()
        #expect(stream.deadline == .seconds(35))
        _ = try receive(&stream, hello.replacing("15", with: "60"))
        #expect(stream.deadline == .seconds(126))
        _ = try stream.receive(Array(": heartbeat\n\n".utf8), at: .seconds(60))
        #expect(stream.deadline == .seconds(185))
    }

    @Test func `an absurd heartbeat is bounded`() throws {
        var stream = stream()
        _ = try receive(&stream, hello.replacing("15", with: "999999999"))
        #expect(stream.deadline == .seconds(606))
    }

    @Test func `pauses grow with every failure, scattered, up to a bound, and hello forgets them`() throws {
        var stream = stream()
        let pauses = (0..<8).map { _ in stream.end(isRefused: false, jitter: 0.5) }
        #expect(pauses == [1, 2, 4, 8, 16, 30, 30, 30].map { .seconds($0) })
        #expect(stream.end(isRefused: false, jitter: 0) == .seconds(15))
        #expect(stream.end(isRefused: false, jitter: 1) == .seconds(45))
        _ = try receive(&stream, hello)
        #expect(stream.end(isRefused: false, jitter: 0.5) == .seconds(1))
    }

    @Test func `the issuer's retry is heeded within bounds`() throws {
        for (retry, pause) in [("200", 200), ("0", 100), ("99999999", 30_000)] {
            var stream = stream()
            _ = try receive(&stream, "retry: \(retry)\n" + hello)
            #expect(stream.end(isRefused: false, jitter: 0.5) == .milliseconds(pause))
        }
    }

    @Test func `what an issuer refuses isn't asked to be resumed again`() throws {
        var stream = stream()
        _ = try receive(&stream, hello)
        _ = stream.end(isRefused: true, jitter: 0.5)
        #expect(stream.lastEventID == nil)
    }
}
