import TesseraJOSE
import Testing

@Suite("JSON reading")
struct JSONReaderTests {
    func code(_ text: String) -> String? { code(Array(text.utf8)) }

    func code(_ bytes: [UInt8], _ limits: JSONLimits = .standard) -> String? {
        do throws(JSONError) {
            _ = try JSONValue(parsing: bytes, limits: limits)
            return nil
        } catch {
            return error.code.name
        }
    }

    @Test("values of every kind are read")
    func kinds() throws {
        let value = try JSONValue(parsing: #" {"a":[null,true,false,-12,1.5,"é\né😀"],"b":{}} "#)
        #expect(value == ["a": [nil, true, false, -12, 1.5, "é\né😀"], "b": [:]])
        #expect(value["a"]?.array?.count == 6)
        #expect(value["b"]?.object?.isEmpty == true)
        #expect(value["c"] == nil)
    }

    @Test("a whole number that fits 64 bits is an integer, any other a double")
    func numbers() throws {
        #expect(try JSONValue(parsing: "9223372036854775807") == .integer(.max))
        #expect(try JSONValue(parsing: "-9223372036854775808") == .integer(.min))
        #expect(try JSONValue(parsing: "9223372036854775808") == .number(9_223_372_036_854_775_808))
        #expect(try JSONValue(parsing: "-9223372036854775809") == .number(-9_223_372_036_854_775_808))
        #expect(try JSONValue(parsing: "1e2") == 100)
        #expect(try JSONValue(parsing: "-0.0") == 0)
        #expect(try JSONValue(parsing: "1e300") == .number(1e300))
        #expect(try JSONValue(parsing: "0.1").number == 0.1)
        #expect(code("1e400") == "number_out_of_range")
        for text in ["01", "-", "1.", ".5", "+1", "1e", "1e+", "-01", "0x1", "NaN"] {
            #expect(code(text) != nil, "\(text)")
        }
    }

    @Test("duplicate members are refused, also when spelled by escapes, and in large objects")
    func duplicates() {
        #expect(code(#"{"a":1,"a":2}"#) == "duplicate_member")
        #expect(code(#"{"a":1,"\u0061":2}"#) == "duplicate_member")
        #expect(code(#"{"x":{"a":1,"b":2,"a":1}}"#) == "duplicate_member")
        let members = (0..<200).map { #""m\#($0)":0"# }
        #expect(code("{" + members.joined(separator: ",") + "}") == nil)
        for count in [1, 2, 14, 15, 16, 17, 18, 19, 200] {
            for twice in Set([0, count / 2, count - 1]) {
                let text = "{" + (members.prefix(count) + [members[twice]]).joined(separator: ",") + "}"
                #expect(code(text) == "duplicate_member", "\(count) members, number \(twice) twice")
            }
        }
    }

    @Test("names are compared byte by byte, not by Unicode equivalence")
    func byteWise() throws {
        let value = try JSONValue(parsing: #"{"\u212A":1,"K":2,"e\u0301":3,"é":4}"#)
        #expect(value["K"] == 2)
        #expect(value["\u{212A}"] == 1)
        #expect(value["\u{E9}"] == 4)
        #expect(JSONValue.string("K") != .string("\u{212A}"))
    }

    @Test("byte order marks and other encodings are refused")
    func encodings() {
        #expect(code([0xEF, 0xBB, 0xBF, 0x7B, 0x7D]) == "byte_order_mark")
        #expect(code([0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00]) == "byte_order_mark")
        #expect(code([0x00, 0x7B, 0x00, 0x7D]) == "byte_order_mark")
        #expect(code([0x7B, 0x00, 0x7D, 0x00]) == "unexpected_byte")
    }

    @Test("strings must be UTF-8 without lone surrogates, raw control characters and unknown escapes")
    func strings() {
        #expect(code([0x22, 0xC3, 0x28, 0x22]) == "invalid_utf8")
        #expect(code([0x22, 0x5C, 0x6E, 0xC3, 0x28, 0x22]) == "invalid_utf8")
        #expect(code([0x22, 0xED, 0xA0, 0x80, 0x22]) == "invalid_utf8")
        #expect(code([0x22, 0xC0, 0x80, 0x22]) == "invalid_utf8")
        for text in [#""\uD800""#, #""\uDC00""#, #""\uD800\u0041""#, #""\uD800x""#, #""\uD800\n""#] {
            #expect(code(text) == "lone_surrogate", "\(text)")
        }
        #expect(code("\"\u{1F}\"") == "control_character")
        #expect(code(#""\n"# + "\u{01}\"") == "control_character")
        #expect(code(#""\x41""#) == "invalid_escape")
        #expect(code(#""\u00G0""#) == "invalid_escape")
        for text in [#"""#, #""a"#, #""\"#, #""\u12"#, #""\uD800\u"#] {
            #expect(code(text) == "unexpected_end", "\(text)")
        }
    }

    @Test("size, depth and number of members are bounded")
    func limits() {
        let limits = JSONLimits(maximumBytes: 20, maximumDepth: 2, maximumMembers: 3)
        #expect(code(Array("[[0,0]]".utf8), limits) == nil)
        #expect(code(Array("[[[]]]".utf8), limits) == "too_deep")
        #expect(code(Array("[0,0,0,0]".utf8), limits) == "too_many_members")
        #expect(code(Array(#"{"a":[0,0,0]}"#.utf8), limits) == "too_many_members")
        #expect(code(Array("\"aaaaaaaaaaaaaaaaaaa\"".utf8), limits) == "too_large")
        #expect(code(String(repeating: "[", count: 33) + String(repeating: "]", count: 33)) == "too_deep")
        #expect(code(String(repeating: "[", count: 32) + String(repeating: "]", count: 32)) == nil)
        #expect(code(Array(repeating: UInt8(ascii: "["), count: 60_000)) == "too_deep")
    }

    @Test("nothing may follow the value, and there must be one")
    func whole() {
        #expect(code("{}x") == "trailing_bytes")
        #expect(code("1 2") == "trailing_bytes")
        #expect(code("") == "unexpected_end")
        #expect(code("  ") == "unexpected_end")
        #expect(code("[1,]") == "unexpected_byte")
        #expect(code(#"{"a":1,}"#) == "unexpected_byte")
    }

    @Test("an error names the rule and the byte, and repeats no content")
    func errors() throws {
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: #"{"secret":"geheim",}"#) }
        #expect(error.offset == 19)
        #expect(!error.description.contains("geheim"))
        #expect(error.description == "Invalid JSON: a byte that JSON doesn't allow here, at byte 19.")
    }
}

@Suite("JSON writing")
struct JSONWriterTests {
    @Test("members keep their order, and only what must be is escaped")
    func compact() {
        let value: JSONValue = ["z": "a/b\"\\\n\u{1}\u{7F}é", "a": [1, -2.5, nil, true]]
        let text = String(decoding: value.serialized(), as: UTF8.self)
        #expect(text == "{\"z\":\"a/b\\\"\\\\\\n\\u0001\u{7F}é\",\"a\":[1,-2.5,null,true]}")
    }

    @Test("a number without JSON spelling becomes null")
    func notFinite() {
        #expect(JSONValue.number(.nan).serialized() == Array("null".utf8))
        #expect(JSONValue.number(.infinity).serialized() == Array("null".utf8))
    }

    @Test("an object's members can be set, replaced and removed")
    func members() {
        var object: JSONObject = ["a": 1, "b": 2]
        object["c"] = 3
        object["a"] = 4
        object["b"] = nil
        object["x"] = nil
        #expect(object.names == ["a", "c"])
        #expect(object.serialized() == Array(#"{"a":4,"c":3}"#.utf8))
        #expect(object == ["c": 3, "a": 4])
        #expect(Set([object, ["c": 3, "a": 4]]).count == 1)
        #expect(object.map(\.value) == [4, 3])
    }
}
