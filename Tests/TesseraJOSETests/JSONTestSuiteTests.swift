import TesseraJOSE
import Testing

@Suite("JSON, by the public JSONTestSuite", .enabled(if: Vectors.arePresent, Vectors.absence))
struct JSONTestSuiteTests {
    /// RFC 8259 leaves duplicate members open; JOSE forbids them (RFC 7515 §4), so we refuse them everywhere.
    static let duplicates: Set = ["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"]

    @Test("every text that must be accepted is, except for duplicate members")
    func accepted() throws {
        let names = try Vectors.names("json_parsing").filter { $0.hasPrefix("y_") }
        #expect(names.count == 95)
        for name in names {
            let bytes = try Vectors.bytes("json_parsing/\(name)")
            if Self.duplicates.contains(name) {
                #expect(throws: JSONError.self, "\(name)") { try JSONValue(parsing: bytes) }
            } else {
                let value = try JSONValue(parsing: bytes)
                #expect(try JSONValue(parsing: value.serialized()) == value, "\(name)")
            }
        }
    }

    @Test("every text that must be refused is")
    func refused() throws {
        let names = try Vectors.names("json_parsing").filter { $0.hasPrefix("n_") }
        #expect(names.count == 188)
        for name in names {
            let bytes = try Vectors.bytes("json_parsing/\(name)")
            #expect(throws: JSONError.self, "\(name)") { try JSONValue(parsing: bytes) }
        }
    }

    @Test("a text that RFC 8259 leaves open is accepted or refused, never a crash")
    func open() throws {
        let names = try Vectors.names("json_parsing").filter { $0.hasPrefix("i_") }
        #expect(names.count == 35)
        for name in names {
            guard let value = try? JSONValue(parsing: try Vectors.bytes("json_parsing/\(name)")) else { continue }
            #expect(try JSONValue(parsing: value.serialized()) == value, "\(name)")
        }
    }

    @Test("naughty strings survive a round trip")
    func naughtyStrings() throws {
        let strings = try #require(try Vectors.json("blns.json").array)
        #expect(strings.count > 400)
        for string in strings {
            #expect(try JSONValue(parsing: string.serialized()) == string)
        }
    }
}
