import NIOCore
import TestSupport
import Testing

@testable import IdentityServer

@Suite struct HTTP2FrameScannerTests {
    private static let stream =
        HandmadeFrames.preface + HandmadeFrames.settings([1: 1 << 30, 4: 0]) + HandmadeFrames.ping
        + HandmadeFrames.frame(.headers, flags: 1, stream: 5, HandmadeFrames.block(method: 0x82, "/a"))
        + HandmadeFrames.frame(.continuation, flags: 4, stream: 5)
        + HandmadeFrames.frame(.data, stream: 5, [1, 2, 3]) + HandmadeFrames.settings([1: 100])

    /// What the scanner passes on of these pieces, and which frames it saw.
    private func scan(_ pieces: [[UInt8]]) -> (passed: [UInt8], seen: [HTTP2FrameScanner.Kind], HTTP2FrameScanner) {
        var (scanner, passed, seen) = (HTTP2FrameScanner(), [UInt8](), [HTTP2FrameScanner.Kind]())
        for piece in pieces {
            passed += Array(scanner.scan(ByteBuffer(bytes: piece)) { seen.append($0) }.readableBytesView)
        }
        return (passed, seen, scanner)
    }

    @Test func `wherever the bytes are cut, the same is seen and passed on`() {
        let whole = scan([Self.stream])
        #expect(whole.seen == [.settings, .other, .headers, .continuation, .data, .settings])
        #expect(whole.2.lastStream == 5)
        for cut in 0...Self.stream.count {
            let halves = scan([Array(Self.stream.prefix(cut)), Array(Self.stream.dropFirst(cut))])
            #expect(halves.passed == whole.passed)
            #expect(halves.seen == whole.seen)
        }
        #expect(scan(Self.stream.map { [$0] }).passed == whole.passed)
    }

    @Test func `a table of header fields is as large as the client wishes, but not larger than the default`() {
        let passed = scan([Self.stream]).passed
        let settings = HandmadeFrames.frames(in: Array(passed.dropFirst(HandmadeFrames.preface.count)))
            .filter { $0.kind == .settings }.map(\.payload)
        #expect(settings.count == 2)
        #expect(settings.first?.chunks(of: 6).contains([0, 1, 0, 0, 0x10, 0]) == true)
        #expect(settings.first?.chunks(of: 6).contains([0, 4, 0, 0, 0, 0]) == true)
        #expect(settings.last == [0, 1, 0, 0, 0, 100])
    }

    @Test func `what has begun and not ended is told until it ends`() {
        var scanner = HTTP2FrameScanner()
        func pass(_ bytes: [UInt8]) -> Bool {
            _ = scanner.scan(ByteBuffer(bytes: bytes)) { _ in }
            return scanner.unfinished != nil
        }
        #expect(scanner.unfinished != nil)
        #expect(!pass(HandmadeFrames.preface))
        #expect(pass(HandmadeFrames.frame(.headers, stream: 1, [0x82])))
        let first = scanner.unfinished
        #expect(pass(HandmadeFrames.frame(.continuation, stream: 1, [0x87])))
        #expect(scanner.unfinished == first)
        #expect(!pass(HandmadeFrames.frame(.continuation, flags: 4, stream: 1)))
        #expect(pass([0]))
        #expect(scanner.unfinished != first)
        #expect(pass([0, 9, 0, 0, 0, 0, 0]))
        // The rest of a body has a time of its own.
        #expect(!pass([1]))
    }
}

extension Array {
    fileprivate func chunks(of length: Int) -> [[Element]] {
        stride(from: 0, to: count, by: length).map { Array(self[$0..<Swift.min($0 + length, count)]) }
    }
}
