import TesseraJOSE
import TesseraTesting

/// What no issuer would make, and the names that these tests use.
extension TestIssuer {
    static var name: String { standardName }
    static var audience: String { standardAudience }
    /// The time at which tests run, in seconds.
    static var now: Int64 { ManualClock.beginning }

    /// Claims with which a token is accepted.
    static var claims: JSONObject {
        [
            "iss": .string(name), "sub": "account-1", "aud": [.string(audience)], "client_id": "web", "jti": "token-1",
            "iat": .integer(now - 10), "exp": .integer(now + 290),
        ]
    }

    /// A token whose header is written by hand and whose signature is what the test gives.
    static func forged(header: String, claims: JSONObject = Self.claims, signature: [UInt8] = []) -> String {
        [Array(header.utf8), JSONValue.object(claims).serialized(), signature].map(Base64URL.encode)
            .joined(separator: ".")
    }
}
