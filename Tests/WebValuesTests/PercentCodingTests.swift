import Testing

@testable import WebValues

@Suite struct PercentCodingTests {
    @Test(arguments: ["", "plain", "a b+c", "100 %", "é😀", "a/b?c#d&e=f", "\0\n"])
    func `what is encoded reads back, in the characters that need no encoding`(text: String) {
        let encoded = PercentCoding.encode(text)
        #expect(encoded.utf8.allSatisfy { PercentCoding.isUnreserved($0) || $0 == UInt8(ascii: "%") })
        #expect(PercentCoding.decodeForm(encoded.utf8) == text)
        #expect(PercentCoding.decode(encoded.utf8) == Array(text.utf8))
    }

    @Test func `in a form a plus is a space, and elsewhere a plus`() {
        #expect(PercentCoding.decodeForm("a+b%2Bc".utf8) == "a b+c")
        #expect(PercentCoding.decode("a+b%2Bc".utf8) == Array("a+b+c".utf8))
    }

    @Test(arguments: ["%", "%4", "%zz", "%4g", "a b", "é", "%FF", "%C3", "\u{7f}"])
    func `what is no encoding of a form is none`(text: String) {
        #expect(PercentCoding.decodeForm(text.utf8) == nil)
    }

    @Test(arguments: [("%7e%41", "~A"), ("%2f", "%2F"), ("a%3ab", "a%3Ab"), ("plain", "plain")])
    func `one spelling: unreserved characters as they are, others in capitals`(text: String, normal: String) {
        #expect(PercentCoding.normalise(text.utf8) == Array(normal.utf8))
    }
}
