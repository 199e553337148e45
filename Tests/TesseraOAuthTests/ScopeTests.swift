import TesseraOAuth
import Testing

@Suite("Scope, RFC 6749 §3.3")
struct ScopeTests {
    @Test func `tokens keep their order and text is the input`() throws {
        let scope = try Scope(parsing: "notes:write openid notes:read")
        #expect(scope.tokens == ["notes:write", "openid", "notes:read"])
        #expect(scope.text == "notes:write openid notes:read")
    }

    @Test func `a repeated token counts once`() throws {
        #expect(try Scope(parsing: "a b a b").tokens == ["a", "b"])
        #expect(try Scope(["a", "b", "a"]).tokens == ["a", "b"])
    }

    @Test func `the order of the tokens does not matter`() throws {
        #expect(try Scope(parsing: "a b") == Scope(parsing: "b a"))
        #expect(try Scope(parsing: "a b").hashValue == Scope(parsing: "b a").hashValue)
        #expect(try Scope(parsing: "a b") != Scope(parsing: "a"))
    }

    @Test func `tokens are case-sensitive`() throws {
        let scope = try Scope(parsing: "Read")
        #expect(scope.contains("Read"))
        #expect(!scope.contains("read"))
    }

    @Test(arguments: ["", " ", " a", "a ", "a  b"])
    func `a token must stand on both sides of a single space`(text: String) {
        #expect(throws: ScopeError.emptyToken) { try Scope(parsing: text) }
    }

    @Test(arguments: ["a\"b", "a\\b", "a\tb", "a\nb", "a\u{7F}", "é", "a\u{0}", "a\u{301}"])
    func `a character outside the alphabet is refused`(text: String) {
        #expect(throws: ScopeError.invalidCharacter) { try Scope(parsing: text) }
        #expect(throws: ScopeError.invalidCharacter) { try Scope([text]) }
    }

    @Test func `every character of the alphabet is allowed`() throws {
        let alphabet = (UInt8(0x21)...0x7E).filter { $0 != 0x22 && $0 != 0x5C }
        let text = String(decoding: alphabet, as: UTF8.self)
        #expect(try Scope(parsing: text).tokens == [text])
    }

    @Test func `a single token holds no space`() {
        #expect(throws: ScopeError.invalidCharacter) { try Scope(["a b"]) }
        #expect(throws: ScopeError.emptyToken) { try Scope([""]) }
    }

    @Test func `the empty scope permits nothing`() throws {
        #expect(Scope.empty.isEmpty)
        #expect(!Scope.empty.contains("a"))
        #expect(try Scope([]) == Scope.empty)
    }

    @Test func `a narrowed scope is a subset`() throws {
        let wide = try Scope(parsing: "a b c")
        #expect(try Scope(parsing: "c a").isSubset(of: wide))
        #expect(try !Scope(parsing: "a d").isSubset(of: wide))
        #expect(Scope.empty.isSubset(of: wide))
    }
}
