import TesseraJOSE
import TesseraOAuth
import TesseraVerifier

/// Whether a token is accepted, and if not, which rule rejects it.
///
/// Contains nothing of the token except its subject, its expiry and the id of its key.
struct TokenVerdict: Sendable {
    let refusal: TokenJudge.Refusal?
    /// The claim `sub` of an accepted token.
    let subject: String?
    /// The claim `exp` of an accepted token, in seconds since 1970-01-01T00:00:00Z.
    let expiresAt: Int64?
    /// The key that verified the token; for a rejected token the one that it names.
    let keyID: String?

    /// Where the status of an accepted token is still to be looked up.
    let status: StatusReference?

    init(_ signed: TokenJudge.Signed, status: StatusReference? = nil) {
        refusal = nil
        subject = signed.token.claims.subject
        expiresAt = signed.token.claims.expiresAt
        keyID = signed.keyID ?? signed.token.header.keyID
        self.status = status
    }

    init(_ refusal: TokenJudge.Refusal, keyID: String?) {
        self.refusal = refusal
        subject = nil
        expiresAt = nil
        self.keyID = keyID
        status = nil
    }

    /// The members of the verdict, with always the same names.
    var members: JSONObject {
        guard let refusal else {
            return [
                "accepted": true, "subject": .optional(subject), "expires_at": expiresAt.map { .integer($0) } ?? .null,
                "kid": .optional(keyID),
            ]
        }
        return [
            "accepted": false, "rule": .string(refusal.rule.rawValue), "detail": .string(refusal.detail),
            "kid": .optional(keyID),
        ]
    }

    /// The `kid` that a rejected token names, if its header can be read and the id is not longer than permitted.
    static func claimedKeyID(of token: [UInt8]) -> String? {
        guard token.count <= AccessTokenVerifier.maximumTokenBytes,
            let end = token.firstIndex(of: UInt8(ascii: ".")),
            let bytes = Base64URL.decode(Array(token[..<end])),
            let header = try? JSONValue(parsing: bytes),
            let keyID = header["kid"]?.string, keyID.utf8.count <= 255
        else { return nil }
        return keyID
    }
}
