import Crypto
import TesseraJOSE
import Testing

@testable import Identity

@Suite("Refresh token") struct RefreshTokenTests {
    private let codec = RefreshTokenCodec(key: SymmetricKey(data: [UInt8](repeating: 1, count: 32)))
    private let session = SessionID(unchecked: Array(0..<16))

    @Test(
        "reads back what it wrote, over all sizes of the generation",
        arguments: [0, 1, 127, 128, 16_383, 16_384, Int64.max - 1]
    )
    func roundTrip(generation: Int64) {
        let token = RefreshToken(sessionID: session, generation: generation)
        let text = codec.text(of: token)
        #expect(text.hasPrefix("tsr_"))
        #expect(codec.token(of: text) == token)
        #expect(codec.text(of: token) == text)
    }

    @Test("refuses every text with one changed character")
    func tampering() {
        let text = Array(codec.text(of: RefreshToken(sessionID: session, generation: 300)))
        for index in text.indices {
            var changed = text
            changed[index] = changed[index] == "A" ? "B" : "A"
            #expect(codec.token(of: String(changed)) == nil, "changed at \(index)")
        }
    }

    @Test("refuses a token made under another key, a cut one, a longer one, other spellings and rubbish")
    func foreign() {
        let token = RefreshToken(sessionID: session, generation: 5)
        let text = codec.text(of: token)
        let other = RefreshTokenCodec(key: SymmetricKey(data: [UInt8](repeating: 2, count: 32)))
        #expect(codec.token(of: other.text(of: token)) == nil)
        for rubbish in [
            "", "tsr_", "tsr_A", String(text.dropLast()), text + "A", text + "=", text.uppercased(), "tsr_" + text,
            " " + text,
        ] {
            #expect(codec.token(of: rubbish) == nil)
        }
        #expect(codec.token(of: "tsr_" + String(repeating: "A", count: 1_000_000)) == nil)
    }

    @Test("refuses a generation in a longer spelling, even when the MAC is right")
    func overlongVarint() throws {
        let key = SymmetricKey(data: [UInt8](repeating: 1, count: 32))
        let bytes: [UInt8] = [1] + session.bytes + [0x85, 0x00]
        let mac = HMAC<SHA256>.authenticationCode(for: bytes, using: key)
        #expect(codec.token(of: "tsr_" + Base64URL.encode(bytes + Array(mac))) == nil)
    }
}
