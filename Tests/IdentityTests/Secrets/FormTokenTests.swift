import TesseraJOSE
import Testing

@testable import Identity

@Suite struct FormTokenTests {
    private static let random = TestRandom()

    private func tokens(_ byte: UInt8 = 7) throws -> FormTokens {
        let secret = try MasterSecret(bytes: [UInt8](repeating: byte, count: 32))
        return FormTokens(key: secret.derivedKey(for: .formToken), random: Self.random.source)
    }

    private var session: SessionID { .generate(at: Timestamp(seconds: 1_800_000_000), Self.random.source) }

    @Test func `a token is good for its holder, and for no other holder and no other server`() throws {
        let (tokens, other) = (try tokens(), try tokens(8))
        let (session, visitor) = (session, VisitorID.generate(Self.random.source))
        let holders: [FormTokens.Holder] = [.session(session), .session(self.session), .visitor(visitor)]
        for (index, holder) in holders.enumerated() {
            let token = tokens.token(for: holder)
            for (position, candidate) in holders.enumerated() {
                #expect(tokens.accepts(token, for: candidate) == (index == position))
            }
            #expect(!other.accepts(token, for: holder))
        }
    }

    @Test func `a visitor with the bytes of a session is another holder`() throws {
        let session = session
        let visitor = try #require(VisitorID(Base64URL.encode(session.bytes)))
        let tokens = try tokens()
        #expect(!tokens.accepts(tokens.token(for: .session(session)), for: .visitor(visitor)))
    }

    @Test func `no token is made twice, and both of two are good`() throws {
        let tokens = try tokens()
        let holder = FormTokens.Holder.session(session)
        let (first, second) = (tokens.token(for: holder), tokens.token(for: holder))
        #expect(first != second)
        #expect(tokens.accepts(first, for: holder) && tokens.accepts(second, for: holder))
    }

    @Test func `an altered token is refused, whichever character was altered, and so is any other text`() throws {
        let tokens = try tokens()
        let holder = FormTokens.Holder.session(session)
        let token = Array(tokens.token(for: holder).utf8)
        #expect(token.count == 64)
        for index in token.indices {
            var altered = token
            altered[index] = altered[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(!tokens.accepts(String(decoding: altered, as: UTF8.self), for: holder))
        }
        for text in ["", "A", String(repeating: "A", count: 64), String(repeating: "A", count: 100_000), "é", "\0"] {
            #expect(!tokens.accepts(text, for: holder))
        }
    }

    @Test func `a visitor has one spelling`() {
        let visitor = VisitorID.generate(Self.random.source)
        #expect(VisitorID(visitor.text) == visitor)
        for text in ["", visitor.text + "=", visitor.text + "A", String(visitor.text.dropLast()), " " + visitor.text] {
            #expect(VisitorID(text) == nil)
        }
    }
}
