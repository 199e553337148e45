import TesseraJOSE
import Testing

@Suite("Looking at a token, however broken")
struct TokenInspectionTests {
    private func inspection(_ token: String) -> TokenInspection { TokenInspection(Array(token.utf8)) }

    private func kinds(_ token: String) -> [TokenFault.Kind] { inspection(token).faults.map(\.kind) }

    private static let header = Base64URL.encode(Array(#"{"alg":"ES256"}"#.utf8))

    @Test("a token without fault shows all of its parts")
    func faultless() throws {
        let token = try SigningKey.sample(.es256).sign(Array(#"{"a":1}"#.utf8), type: "JWT")
        let inspection = inspection(token)
        #expect(inspection.form == .signed && inspection.faults.isEmpty)
        #expect(inspection.header?["alg"] == "ES256" && inspection.payload == ["a": 1])
        #expect(inspection.signature?.count == 64)
    }

    @Test(
        "each fault of encoding is told with its part and its byte",
        arguments: [
            ("e30=.e30.AAAA", TokenFault.Kind.padding, TokenPart.Name.header, 3),
            ("e30.e30==.AAAA", .padding, .payload, 7), ("e30.e30.AA+A", .standardAlphabet, .signature, 10),
            ("e30.e30.A/A+", .standardAlphabet, .signature, 9), ("e30.e3!.AAAA", .foreignCharacter, .payload, 6),
            ("e31.e30.AAAA", .trailingBits, .header, 2), ("e30.e30.AAAB.", .partCount, nil, nil),
            ("e30.e30.AA\nAA", .whiteSpace, nil, 10), ("e30.e30.A", .impossibleLength, .signature, nil),
        ] as [(String, TokenFault.Kind, TokenPart.Name?, Int?)]
    )
    func encoding(token: String, kind: TokenFault.Kind, part: TokenPart.Name?, position: Int?) throws {
        let fault = try #require(inspection(token).faults.first)
        #expect(inspection(token).faults.count == 1)
        #expect(fault.kind == kind && fault.part == part && fault.position == position)
        #expect(position.map { fault.detail.contains("at byte \($0)") } ?? true)
    }

    @Test("the standard alphabet, padding and line breaks hide nothing")
    func tolerance() {
        let inspection = inspection("eyJh\nIjoiPz8+Pj8/In0=.eyJi\r\nIjoxfQ.+/+/")
        #expect(inspection.header == ["a": "??>>??"] && inspection.payload == ["b": 1])
        #expect(inspection.signature == [0xFB, 0xFF, 0xBF])
    }

    @Test("of two members with one name the last is shown, and the name is told, however deep")
    func repetition() {
        let payload = Base64URL.encode(Array(#"{"a":1,"b":{"c":1,"c":2},"\u0061":3}"#.utf8))
        let inspection = inspection("\(Self.header).\(payload).AAAA")
        #expect(inspection.payload == ["a": 3, "b": ["c": 2]])
        let detail = "The payload holds members twice: \"a\", \"c\"; the last is shown."
        #expect(inspection.faults.map(\.detail) == [detail])
    }

    @Test("many members of one name cost no more than the limit of members")
    func manyRepetitions() {
        let payload = "{" + [String](repeating: "\"a\":0", count: 1000).joined(separator: ",") + "}"
        let inspection = inspection("\(Self.header).\(Base64URL.encode(Array(payload.utf8))).AAAA")
        #expect(inspection.payload == ["a": 0] && inspection.fault(.repeatedMember, in: .payload) != nil)
    }

    @Test("what is no JSON object is told apart from what goes beyond the limits")
    func json() {
        #expect(kinds("\(Self.header).W10.AAAA") == [.notJSON])
        #expect(kinds("\(Self.header).AAAA.AAAA") == [.notJSON])
        #expect(kinds("\(Self.header)..AAAA") == [.notJSON])
        let deep = Base64URL.encode([UInt8](repeating: UInt8(ascii: "["), count: 4000))
        #expect(kinds("\(Self.header).\(deep).AAAA") == [.jsonLimits])
        #expect(kinds("\(deep).e30.AAAA") == [.jsonLimits])
    }

    @Test("an encrypted token, JSON serialization and a token that is too large are told")
    func forms() {
        #expect(inspection("\(Self.header)....").form == .encrypted && inspection("\(Self.header)....").payload == nil)
        #expect(kinds(" {\"payload\":\"\"}") == [.jsonSerialization])
        #expect(kinds(String(repeating: ".", count: 65_537)) == [.tooLarge])
        #expect(kinds(String(repeating: ".", count: 65_536)).first == .partCount)
    }
}
