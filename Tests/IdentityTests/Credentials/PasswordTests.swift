import Testing

@testable import Identity

@Suite struct PasswordTests {
    @Test func `one to 128 bytes are taken, counted after preparation`() throws {
        #expect(throws: PasswordRefusal.empty) { try Password("") }
        #expect(try Password("a").scalarCount == 1)
        #expect(try Password(String(repeating: "a", count: 128)).scalarCount == 128)
        #expect(throws: PasswordRefusal.tooLong) { try Password(String(repeating: "a", count: 129)) }
        #expect(throws: PasswordRefusal.tooLong) { try Password(String(repeating: "🔑", count: 33)) }
        #expect(try Password(String(repeating: "🔑", count: 32)).scalarCount == 32)
        // 192 bytes typed, 128 bytes once composed.
        #expect(try Password(String(repeating: "u\u{308}", count: 64)).characters.count == 128)
        #expect(throws: PasswordRefusal.tooLong) { try Password(String(repeating: "a", count: 1_000_000)) }
    }

    @Test func `any Unicode is taken as it is`() throws {
        for text in [
            "\0", "\u{202E}abc", "‍", "\u{FFFF}", "\t\n", "日本語のパスワード", "\u{1F468}\u{200D}\u{1F469}", "' OR 1=1 --",
        ] {
            #expect(try Password(text).text == text)
        }
    }

    @Test func `only the form of spaces and composition is unified; case, width and ends are kept`() throws {
        #expect(try Password("a\u{2003}b\u{A0}c").text == "a b c")
        #expect(try Array(Password("e\u{301}").text.unicodeScalars) == ["\u{E9}"])
        #expect(try Password("ＡbC ").text == "ＡbC ")
        #expect(try Password(" ﬁ ").text == " ﬁ ")
    }

    @Test func `a password is never shown`() throws {
        let password = try Password("correct horse battery staple")
        var dumped = ""
        dump(password, to: &dumped)
        for text in [
            "\(password)", String(reflecting: password), dumped, "\([password])",
            "\(String(describing: Optional(password)))",
        ] {
            #expect(!text.contains("horse"))
            #expect(text.contains("redacted"))
        }
    }
}
