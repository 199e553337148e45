import Persistence
import Testing

@Suite struct `A row` {
    private let row = Row(
        columns: ["text", "integer", "bytes", "bool", "null", "text"],
        values: [.text("x"), .integer(1), .bytes([0]), .bool(true), .null, .text("second")]
    )

    @Test func `gives each type by its own verb, the first column of a name`() throws {
        #expect(try row.text("text") == "x")
        #expect(try row.integer("integer") == 1)
        #expect(try row.bytes("bytes") == [0])
        #expect(try row.bool("bool"))
        #expect(try row.bool("integer"))
        #expect(try row.optionalText("null") == nil)
        #expect(try row.optionalInteger("null") == nil)
        #expect(try row.optionalBytes("null") == nil)
    }

    @Test func `names the missing column`() {
        let error = #expect(throws: PersistenceError.self) { try row.text("nothing") }
        #expect(error == PersistenceError(.columnMissing, message: "the result has no column nothing"))
    }

    @Test func `names the types and not the value when they differ`() {
        let error = #expect(throws: PersistenceError.self) { try row.integer("text") }
        #expect(error?.code == .columnType)
        #expect(error?.message == "column text holds text where integer was expected")
        #expect(throws: PersistenceError.self) { try row.text("null") }
        #expect(throws: PersistenceError.self) { try row.bool("null") }
        let two = Row(columns: ["n"], values: [.integer(2)])
        #expect(throws: PersistenceError.self) { try two.bool("n") }
    }
}
