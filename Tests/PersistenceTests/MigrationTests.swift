import Persistence
import Testing

@Suite struct `The fingerprint of a migration` {
    private func fingerprint(_ statements: SQL...) -> String { Migration("m", statements).fingerprint }

    @Test func `stays what it was in every release`() {
        let migration = Migration(
            "0001",
            ["CREATE TABLE t (a \(type: .bytes)) \(options: .strict)", "INSERT INTO t VALUES (\([1] as [UInt8]))"]
        )
        #expect(migration.fingerprint == "3fb679bc0dd46bdf")
        #expect(fingerprint() == "cbf29ce484222325")
    }

    @Test func `changes with every part of every statement, and with their order`() {
        let marks = [
            fingerprint("a"), fingerprint("b"), fingerprint("a", "b"), fingerprint("b", "a"), fingerprint("ab"),
            fingerprint("a\(1)"), fingerprint("a\(2)"), fingerprint("a\("1")"), fingerprint("a\(true)"),
            fingerprint("a\(nil as String?)"), fingerprint("a\([1] as [UInt8])"), fingerprint("a\(type: .text)"),
            fingerprint("a\(type: .bigint)"), fingerprint("a\(options: .strict)"),
            fingerprint("a\(options: .strictByPrimaryKey)"), fingerprint("a\(identifier: "b")"),
            fingerprint(.forbidChanges(table: "a")), fingerprint(.forbidChanges(table: "b")),
        ]
        #expect(Set(marks).count == marks.count)
        #expect(marks.allSatisfy { $0.utf8.count == 16 })
    }

    @Test func `is blind to the name`() {
        #expect(Migration("x", ["a"]).fingerprint == Migration("y", ["a"]).fingerprint)
    }
}
