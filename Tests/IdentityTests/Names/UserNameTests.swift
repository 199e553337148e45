import Testing

@testable import Identity

@Suite struct UserNameTests {
    @Test(arguments: [
        "alice", "Alice.B_c-9", "_x", "9lives", "Zoë", "Łukasz", "山田太郎", "фёдор", "ひらがな", "नमस्ते", "a", "สวัสดี",
    ])
    func `names of any script are taken`(text: String) throws {
        let name = try UserName(text)
        #expect(try UserName(name.display) == name)
        #expect(try UserName(name.key).key == name.key)
    }

    @Test(arguments: [
        ("Alice", "aLICE"), ("straße", "STRASSE"), ("Zoe\u{308}", "ZOË"), ("ａｌｉｃｅ", "alice"), ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("ﬁona", "FIONA"), ("\u{212A}elvin", "kelvin"), (" alice\n", "alice"), ("Å", "A\u{30A}"), ("ꭰbc", "Ꭰbc"),
        ("ısık", "ISIK"),
    ])
    func `names that differ in case, width or composition only are one name`(first: String, second: String) throws {
        #expect(try UserName(first).key == UserName(second).key)
        #expect(try UserName(first) == UserName(second))
    }

    @Test func `the name is shown as it was typed`() throws {
        #expect(try UserName(" Alice ").display == "Alice")
        #expect("\(try UserName("ZoË"))" == "ZoË")
    }

    static let refused: [(String, IdentifierError.Code)] = [
        ("", IdentifierError.Code.empty), ("  \n", .empty), ("a b", .forbiddenCharacter), ("a@b", .forbiddenCharacter),
        ("a\u{0}b", .forbiddenCharacter),
        ("a\u{202E}b", .forbiddenCharacter), ("a\u{2066}b", .forbiddenCharacter), ("a\u{200B}b", .forbiddenCharacter),
        ("a\u{200D}b", .forbiddenCharacter),
        ("a\u{FEFF}b", .forbiddenCharacter), ("a\u{AD}b", .forbiddenCharacter), ("a\u{34F}b", .forbiddenCharacter),
        ("a\u{3164}b", .forbiddenCharacter),
        ("a\u{FE0F}b", .forbiddenCharacter), ("a\u{E0041}b", .forbiddenCharacter), ("a\u{378}b", .forbiddenCharacter),
        ("a\u{E000}b", .forbiddenCharacter),
        ("a\u{FFFF}b", .forbiddenCharacter), ("a\u{1F600}b", .forbiddenCharacter), ("a＠b", .forbiddenCharacter),
        ("a/b", .forbiddenCharacter), ("<b>", .forbiddenCharacter),
        (".a", .malformed), ("a.", .malformed), ("a..b", .malformed), ("-a", .malformed), ("\u{301}a", .malformed),
        ("___", .malformed), ("..", .malformed),
        ("f47ac10b-58cc-4372-a567-0e02b2c3d479", .malformed), ("F47AC10B-58CC-4372-A567-0E02B2C3D479", .malformed),
        ("x\u{328}\u{332}\u{333}\u{33F}\u{34D}\u{347}", .malformed), (String(repeating: "a", count: 65), .tooLong),
        (String(repeating: "ß", count: 33), .tooLong),
        (String(repeating: "a", count: 100_000), .tooLong),
    ]

    @Test(arguments: refused)
    func `what could deceive or confuse is refused with a reason`(text: String, code: IdentifierError.Code) {
        #expect { try UserName(text) } throws: { ($0 as? IdentifierError)?.code == code }
    }

    @Test func `sixty-four characters are taken`() throws {
        #expect(try UserName(String(repeating: "é", count: 64)).key.unicodeScalars.count == 64)
        #expect(try UserName(String(repeating: "ß", count: 32)).key == String(repeating: "ss", count: 32))
    }

    @Test func `a forbidden character is named by its code point`() {
        #expect { try UserName("a\u{202E}b") } throws: { "\($0)".contains("U+202E") }
        #expect { try UserName("a\tb") } throws: { "\($0)".contains("U+0009") }
    }

    @Test func `folding a folded text changes nothing, for every scalar of Unicode`() {
        var changed: [UInt32] = []
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value), scalar.properties.generalCategory != .unassigned,
                scalar.properties.generalCategory != .privateUse,
                // Han and Hangul have no case and make up most of the rest.
                !scalar.properties.isUnifiedIdeograph, !(0xAC00...0xD7A3).contains(value)
            else { continue }
            let folded = CaselessText.fold(String(scalar))
            if !CaselessText.fold(folded).unicodeScalars.elementsEqual(folded.unicodeScalars) { changed.append(value) }
        }
        #expect(changed.isEmpty, "\(changed.prefix(5))")
    }
}
