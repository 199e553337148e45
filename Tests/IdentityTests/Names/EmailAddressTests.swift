import Testing

@testable import Identity

@Suite struct EmailAddressTests {
    @Test(arguments: [
        "alice@example.org", "Alice+Tag@Example.ORG", "a.b-c_d@sub.example.co.uk", "o'neil!#$%&*/=?^`{|}~@example.org",
        "jörg@bücher.example",
        "用户@例子.公司", "δοκιμή@παράδειγμα.δοκιμή", "a@1and1.com", "x@a-b.example", "foo@xn--bcher-kva.example",
    ])
    func `addresses that people have are taken`(text: String) throws {
        let address = try EmailAddress(text)
        #expect(try EmailAddress(address.display) == address)
        #expect(try EmailAddress(address.key).key == address.key)
        #expect(address.key.utf8.split(separator: UInt8(ascii: "@"))[1].allSatisfy { $0 < 0x80 })
    }

    @Test(arguments: [
        ("Alice@Example.ORG", "alice@example.org"), (" alice@example.org\r\n", "alice@example.org"),
        ("jo\u{308}rg@example.org", "JÖRG@example.org"),
        ("x@bücher.example", "x@xn--bcher-kva.example"), ("x@BÜCHER.example", "X@XN--BCHER-KVA.example"),
        ("foo＠example．org", "foo@example.org"),
    ])
    func `two spellings of one address have one key`(first: String, second: String) throws {
        #expect(try EmailAddress(first).key == EmailAddress(second).key)
        #expect(try EmailAddress(first) == EmailAddress(second))
    }

    @Test func `an address is shown as it was typed and its local part is known`() throws {
        let address = try EmailAddress(" Alice+X@Example.org ")
        #expect(address.display == "Alice+X@Example.org")
        #expect(address.localPart == "Alice+X")
        #expect(address.key == "alice+x@example.org")
        #expect(try EmailAddress("a@Bücher.example").key == "a@xn--bcher-kva.example")
    }

    static let refused: [(String, IdentifierError.Code)] = [
        ("", IdentifierError.Code.empty), ("alice", .malformed), ("@example.org", .malformed), ("alice@", .malformed),
        ("a@b@example.org", .malformed),
        ("a@localhost", .malformed), ("a@example..org", .malformed), ("a@.example.org", .malformed),
        ("a@example.org.", .malformed), (".a@example.org", .malformed),
        ("a.@example.org", .malformed), ("a..b@example.org", .malformed), ("a@-b.example", .malformed),
        ("a@b-.example", .malformed), ("a@192.0.2.1", .malformed),
        ("a@ab--cd.example", .malformed), ("a@xn--.example", .malformed), ("a@xn--a.example", .forbiddenCharacter),
        ("a@xn--bcher-kva8.example", .malformed), ("a@xn--zz99999999zz.example", .malformed),
        ("\"a b\"@example.org", .unsupported), ("\"a\"@example.org", .unsupported), ("a@[192.0.2.1]", .unsupported),
        ("a b@example.org", .forbiddenCharacter), ("a@exam ple.org", .forbiddenCharacter),
        ("a@exa_mple.org", .forbiddenCharacter), ("a(c)@example.org", .forbiddenCharacter),
        ("a\r\nBcc: x@example.org", .forbiddenCharacter), ("a\u{0}@example.org", .forbiddenCharacter),
        ("a@example.org\u{0}", .forbiddenCharacter),
        ("a\u{202E}@example.org", .forbiddenCharacter), ("a@exa\u{200B}mple.org", .forbiddenCharacter),
        ("<a@example.org>", .forbiddenCharacter), ("a,b@example.org", .forbiddenCharacter),
        (String(repeating: "a", count: 65) + "@example.org", .tooLong),
        ("a@" + String(repeating: "a", count: 64) + ".example", .malformed),
        ("a@" + String(repeating: "abcdefgh.", count: 28) + "example", .tooLong),
        (String(repeating: "a", count: 100_000), .tooLong),
    ]

    @Test(arguments: refused)
    func `everything else is refused with a reason`(text: String, code: IdentifierError.Code) {
        #expect { try EmailAddress(text) } throws: { ($0 as? IdentifierError)?.code == code }
    }

    @Test func `the limits of RFC 5321 are reached exactly`() throws {
        #expect(try EmailAddress(String(repeating: "a", count: 64) + "@example.org").key.utf8.count == 76)
        let domain = Array(repeating: String(repeating: "d", count: 62), count: 3).joined(separator: ".") + ".org"
        let longest = String(repeating: "a", count: 254 - 1 - domain.utf8.count) + "@" + domain
        #expect(longest.utf8.count == 254)
        #expect(try EmailAddress(longest).key == longest)
        #expect { try EmailAddress("a" + longest) } throws: { ($0 as? IdentifierError)?.code == .tooLong }
    }

    // RFC 3492 §7.1 (A), (B), (D), (I), (L), (P), (R) and IDNA registry samples.
    @Test(arguments: [
        ("ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"), ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
        ("Pročprostěnemluvíčesky", "Proprostnemluvesky-uyb24dma41a"),
        ("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"), ("3年B組金八先生", "3B-ww4c5e180e575a65lsy2b"),
        ("MajiでKoiする5秒前", "MajiKoi5-783gue6qz075azm5e"), ("そのスピードで", "d9juau41awczczp"), ("bücher", "bcher-kva"),
    ])
    func `Punycode gives the examples of RFC 3492`(text: String, encoded: String) {
        #expect(Punycode.encode(text) == encoded)
        #expect(Punycode.decode(encoded) == text)
    }

    @Test func `hostile Punycode is refused, never a crash`() {
        for text in [
            "99999999999999999999", "é", "-", "a-", "a--", String(repeating: "9", count: 256),
            String(repeating: "z", count: 300), "zz99zz99zz99",
        ] {
            if let decoded = Punycode.decode(text) { #expect(Punycode.encode(decoded) != nil) }
        }
        #expect(Punycode.decode("99999999") == nil)
        #expect(Punycode.decode("a_") == nil)
    }
}
