import TesseraJOSE
import Testing

@Suite("Base64url")
struct Base64URLTests {
    @Test(
        "the examples of RFC 4648 §10, without padding",
        arguments: [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ]
    )
    func examples(text: String, encoded: String) {
        #expect(Base64URL.encode(Array(text.utf8)) == encoded)
        #expect(Base64URL.decode(encoded) == Array(text.utf8))
    }

    @Test("every byte at every place survives a round trip")
    func roundTrip() {
        for count in 1...4 {
            for place in 0..<count {
                for byte in UInt8.min...UInt8.max {
                    var bytes = [UInt8](repeating: 0xA5, count: count)
                    bytes[place] = byte
                    let text = Base64URL.encode(bytes)
                    #expect(Base64URL.decode(text) == bytes)
                    #expect(Base64URL.decode(Array(text.utf8)) == bytes)
                }
            }
        }
        #expect(Base64URL.encode([0xFB, 0xFF, 0xBF]) == "-_-_")
        #expect(Base64URL.encode((0..<5).lazy.map { UInt8($0) }) == "AAECAwQ")
    }

    @Test(
        "everything that isn't canonical is refused",
        arguments: [
            "A", "AAAAA", "Zg==", "Zm8=", "Zh", "Zm9", "+-_-", "-/_-", "Zm 9v", "Zm9v\n", " Zm9v", "Zm9v.", "Zé",
            "????", "Zm9\u{0}", "====", "Zm9v=", "AB", "AAB",
        ]
    )
    func refused(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test("exactly 64 bytes are characters, at every place of a group")
    func alphabet() {
        for place in 0..<4 {
            let accepted = (UInt8.min...UInt8.max).filter { byte in
                var text = Array("AAAA".utf8)
                text[place] = byte
                return Base64URL.decode(text) != nil
            }
            #expect(accepted.count == 64)
        }
    }

    @Test("one sequence of bytes has one text")
    func canonical() {
        let texts = ["Zg", "Zh", "Zi", "Zj", "Zk", "Zv", "Zw"]
        #expect(texts.filter { Base64URL.decode($0) != nil } == ["Zg", "Zw"])
        #expect(Base64URL.decode("Zg") != Base64URL.decode("Zw"))
    }
}
