/// A client identifier (RFC 6749 §2.2): 1 to 128 characters of Appendix A.1, printable ASCII.
///
/// It is no secret. Compared character by character.
public struct ClientID: Sendable, Hashable, CustomStringConvertible {
    /// The longest identifier, in characters.
    public static let maximumLength = 128

    /// The identifier as clients send it.
    public let text: String

    /// Reads an identifier; nil when `text` can be none.
    ///
    /// - Parameter text: the identifier, `1*VSCHAR` of RFC 6749 Appendix A.1 without a space at either end, where nobody sees one.
    public init?(_ text: String) {
        let characters = text.utf8
        guard (1...Self.maximumLength).contains(characters.count),
            characters.allSatisfy({ (0x20...0x7e).contains($0) }),
            characters.first != 0x20, characters.last != 0x20
        else { return nil }
        self.text = text
    }

    init(unchecked text: String) {
        self.text = text
    }

    /// A new random identifier: `client-` and 64 random bits as hexadecimal digits.
    static func generate(_ random: RandomSource) -> ClientID {
        let digits = random.bytes(8).map { byte in
            let text = String(byte, radix: 16)
            return text.utf8.count == 1 ? "0" + text : text
        }
        return ClientID(unchecked: "client-" + digits.joined())
    }

    /// The identifier.
    public var description: String { text }
}
