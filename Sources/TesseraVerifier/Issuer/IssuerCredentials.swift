import TesseraJOSE

/// As which confidential client a verifier signs in at its issuer, so that it has a place of its own among the listeners.
///
/// Make one with `tessera client create`.
public struct IssuerCredentials: Sendable, Hashable {
    /// The `client_id`.
    public let clientID: String
    private let clientSecret: String

    /// Credentials.
    /// - Parameters:
    ///   - clientID: The `client_id`.
    ///   - clientSecret: The `client_secret`.
    public init(clientID: String, clientSecret: String) {
        self.clientID = clientID
        self.clientSecret = clientSecret
    }

    /// The value of the header `Authorization`: HTTP Basic, each half encoded as in a form (RFC 6749 §2.3.1).
    ///
    /// It holds the secret.
    public var authorization: String {
        let pair = "\(Self.encoded(clientID)):\(Self.encoded(clientSecret))"
        let base64 = Base64URL.encode(Array(pair.utf8)).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        return "Basic " + String(base64) + String(repeating: "=", count: (4 - base64.count % 4) % 4)
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}

extension IssuerCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the secret.
    public var description: String { "IssuerCredentials(redacted)" }
    /// Never the secret.
    public var debugDescription: String { description }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
