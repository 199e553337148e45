import Persistence
import Testing

@testable import PersistenceCopy

@Suite struct `The checksum of a table` {
    private func checksum(_ rows: [[SQLValue]]) -> TableChecksum {
        rows.reduce(into: TableChecksum()) { $0.add($1) }
    }

    @Test func `does not depend on the order of the rows`() {
        let rows: [[SQLValue]] = (0..<100).map { [.integer($0), .text("row \($0)")] }
        #expect(checksum(rows) == checksum(rows.reversed()))
        #expect(checksum(rows) != checksum(Array(rows.dropLast())))
        #expect(checksum(rows + [rows[0]]) != checksum(rows))
    }

    @Test func `tells apart whatever is not the same`() {
        let rows: [[SQLValue]] = [
            [.null], [.text("")], [.bytes([])], [.bool(false)], [.bool(true)], [.integer(0)], [.integer(1)],
            [.text("0")], [.bytes([0])], [.text("\0")], [.bytes([0x30])], [.text("a"), .text("b")],
            [.text("ab"), .text("")], [.text(""), .text("ab")], [.text("ab")], [.null, .null], [], [.integer(.min)],
            [.integer(.max)], [.integer(-1)], [.text("e\u{301}")], [.text("\u{e9}")],
        ]
        #expect(Set(rows.map { checksum([$0]).text }).count == rows.count)
    }

    @Test func `stays what it was in every version, since an unfinished copy holds it`() throws {
        let rows: [[SQLValue]] = [[.text("é"), .integer(-2), .bytes([1, 2]), .bool(true), .null], [.integer(1)]]
        let sum = checksum(rows)
        #expect(sum.text == "d2492bd29d291351cbccc6af59f17db4528b9c81655a7059a510a3226e41347f")
        #expect(try TableChecksum(bytes: sum.bytes, rows: 2) == sum)
        #expect(throws: PersistenceError.self) { try TableChecksum(bytes: [1], rows: 2) }
        // The sum of many digests overflows again and again; it must carry.
        #expect(
            checksum(Array(repeating: [.null], count: 1000)).text
                == "b0cdc48b791e4f9fb3eb267cfb9de7086c557c8b2e9499cb5571fcecf1f1abbb"
        )
    }
}
