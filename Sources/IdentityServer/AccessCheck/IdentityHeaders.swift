import HTTPTypes
import TesseraOAuth
import TesseraVerifier

/// The header fields in which a proxy hands on who asks.
///
/// Every one stands on every answer, empty if need be, so that a proxy that copies them replaces whatever a client sent under the
/// same name.
enum IdentityHeaders {
    /// The fields for what a token says.
    static func fields(for token: AccessToken) -> HTTPFields {
        var fields = HTTPFields()
        fields.reserveCapacity(20)
        fields.append(HTTPField(name: .tesseraSubject, value: word(token.subject)))
        fields.append(HTTPField(name: .tesseraClientID, value: word(token.clientID)))
        fields.append(HTTPField(name: .tesseraSession, value: token.sessionID.map(word) ?? ""))
        fields.append(HTTPField(name: .tesseraScope, value: token.scope.text))
        fields.append(HTTPField(name: .tesseraRoles, value: words(token.roles)))
        fields.append(HTTPField(name: .tesseraPermissions, value: words(token.permissions)))
        fields.append(HTTPField(name: .tesseraTokenExpires, value: String(token.expiresAt)))
        return fields
    }

    /// Words with single spaces between them.
    static func words(_ words: [String]) -> String {
        words.map(word).joined(separator: " ")
    }

    /// A text as one word of visible ASCII: what is anything else, a comma or a percent sign, is percent-encoded (RFC 3986 §2.1).
    ///
    /// So no text can begin another field, another word or another element of a list, and none is lost.
    static func word(_ text: String) -> String {
        if text.utf8.allSatisfy(isPlain) { return text }
        var encoded = ""
        for byte in text.utf8 {
            if isPlain(byte) {
                encoded.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                encoded += byte < 16 ? "%0" : "%"
                encoded += String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "%")
    }
}
