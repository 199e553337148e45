import TesseraOAuth
import Testing

@Suite("Status list, draft-ietf-oauth-status-list")
struct StatusListTests {
    /// The draft's example of 16 entries of one bit: bytes b9 a3.
    @Test func `the example of the draft with one bit an entry`() throws {
        let statuses: [UInt8] = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
        var list = StatusList(entryCount: 16)
        for (index, status) in statuses.enumerated() { list.set(TokenStatus(rawValue: status), at: index) }
        #expect(list.bytes == [0xb9, 0xa3])
        // eNrbuRgAAhcBXQ
        let published: [UInt8] = [0x78, 0xda, 0xdb, 0xb9, 0x18, 0x00, 0x02, 0x17, 0x01, 0x5d]
        #expect(try StatusList(bitsPerEntry: 1, compressed: published, maximumBytes: 2) == list)
        #expect(try list.compressed() == published)
    }

    /// The draft's example of 12 entries of two bits: bytes c9 44 f9.
    @Test func `the example of the draft with two bits an entry`() throws {
        // eNo76fITAAPfAgc
        let published: [UInt8] = [0x78, 0xda, 0x3b, 0xe9, 0xf2, 0x13, 0x00, 0x03, 0xdf, 0x02, 0x07]
        let list = try StatusList(bitsPerEntry: 2, compressed: published, maximumBytes: 3)
        #expect(list.bytes == [0xc9, 0x44, 0xf9])
        let statuses = (0..<12).map { list.status(at: $0)?.rawValue }
        #expect(statuses == [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3])
    }

    @Test func `an entry outside the list has no status and cannot be set`() {
        var list = StatusList(entryCount: 8)
        #expect(list.status(at: -1) == nil)
        #expect(list.status(at: 8) == nil)
        #expect(list.status(at: .max) == nil)
        let refusals = [list.set(.invalid, at: 8), list.set(.invalid, at: -1), list.set(.suspended, at: 0)]
        #expect(refusals == [false, false, false], "and one bit holds no 2")
        #expect(list.bytes == [0])
    }

    @Test func `setting an entry leaves its neighbours alone`() {
        var list = StatusList(entryCount: 64)
        list.set(.invalid, at: 9)
        #expect((0..<64).filter { list.status(at: $0) == .invalid } == [9])
        list.set(.valid, at: 9)
        #expect(list == StatusList(entryCount: 64))
    }

    @Test func `a list travels and comes back`() throws {
        var list = StatusList(entryCount: 1 << 17)
        for index in stride(from: 3, to: 1 << 17, by: 997) { list.set(.invalid, at: index) }
        let packed = try list.compressed()
        #expect(packed.count < list.bytes.count / 10)
        #expect(try StatusList(bitsPerEntry: 1, compressed: packed, maximumBytes: 1 << 14) == list)
    }

    @Test func `a stream that unpacks to more than allowed is refused`() throws {
        let packed = try StatusList(entryCount: 1 << 23).compressed()
        #expect(packed.count < 2_000, "a small bomb")
        #expect(throws: StatusListError.tooLarge) {
            try StatusList(bitsPerEntry: 1, compressed: packed, maximumBytes: 1 << 14)
        }
        #expect(throws: StatusListError.tooLarge) {
            try StatusList(bitsPerEntry: 1, compressed: packed, maximumBytes: (1 << 20) - 1)
        }
        #expect(try StatusList(bitsPerEntry: 1, compressed: packed, maximumBytes: 1 << 20).bytes.count == 1 << 20)
    }

    @Test(arguments: [0, 3, 5, 16, -1, .max])
    func `an entry has 1, 2, 4 or 8 bits`(bits: Int) {
        #expect(throws: StatusListError.invalidEntrySize) {
            try StatusList(bitsPerEntry: bits, compressed: [], maximumBytes: 8)
        }
    }

    @Test func `what is no whole zlib stream is refused`() throws {
        let packed = try StatusList(entryCount: 4096).compressed()
        var damaged = packed
        damaged[damaged.count - 1] ^= 1
        let raw = Array(packed[2...])
        for bytes in [[], [0x78], Array(packed.dropLast()), packed + [0], damaged, raw] {
            #expect(throws: StatusListError.malformed) {
                try StatusList(bitsPerEntry: 1, compressed: bytes, maximumBytes: 1 << 14)
            }
        }
    }
}
