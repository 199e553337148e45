import TesseraJOSE
import TesseraVerifier

extension MalformedToken {
    private static let rest = claimsText.dropFirst()
    private static let claimsText = String(decoding: WorkbenchIssuer.claims().serialized(), as: UTF8.self)

    private static let badPayloads: [(name: String, text: String)] = [
        ("no JSON", "hello"), ("an array", "[]"), ("a text", "\"claims\""), ("a number", "0"), ("null", "null"),
        ("a byte order mark", "\u{FEFF}\(claimsText)"), ("bytes behind the object", "\(claimsText)x"),
        ("unterminated", String(claimsText.dropLast())),
        ("a claim twice", "{\"sub\":\"admin\",\(rest)"),
        ("a claim twice, once escaped", "{\"\\u0073ub\":\"admin\",\(rest)"),
        ("a member twice, deeper", "{\"a\":{\"b\":1,\"b\":2},\(rest)"),
        ("half of a surrogate pair", "{\"a\":\"\\uDFFF\",\(rest)"),
        ("a number beyond a double", "{\"a\":-1e999,\(rest)"),
        ("nested arrays, 33 deep", "{\"a\":\(String(repeating: "[", count: 33))"),
        ("nested arrays, 9,000 deep", String(repeating: "[", count: 9000)),
        ("nested objects, 1,500 deep", String(repeating: "{\"a\":", count: 1500)),
        ("1,001 members", "{" + (0..<1001).map { "\"\($0)\":0" }.joined(separator: ",") + "}"),
        ("another token", good), ("a zip archive", "PK\u{3}\u{4}"),
    ]

    private static let wideClaims: [UInt8] = claimsText.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }

    private static let widePayload = MalformedToken(
        "payload: UTF-16",
        .malformed,
        issuer.token(header: WorkbenchIssuer.header().serialized(), payload: wideClaims)
    )

    /// Payloads that are no JSON object, or no safe one; each is signed.
    static let payloadTexts: [MalformedToken] =
        badPayloads.map { MalformedToken("payload: \($0.name)", .malformed, issuer.token(payload: $0.text)) }
        + [widePayload]

    private static func changed(
        _ name: String,
        _ rule: VerificationRule,
        _ changes: [String: JSONValue?]
    )
        -> MalformedToken
    {
        MalformedToken("claims: \(name)", rule, issuer.token(claims: changes))
    }

    private static let absent: [MalformedToken] = ["iss", "sub", "aud", "client_id", "jti", "iat", "exp"].map {
        changed("\($0) is absent", .missingClaim, [$0: .none])
    }
    private static let empty: [MalformedToken] = ["iss", "sub", "client_id", "jti"].map {
        changed("\($0) is empty", .missingClaim, [$0: ""])
    }
    private static let numbers: [MalformedToken] = ["iss", "sub", "client_id", "jti"].map {
        changed("\($0) is a number", .malformed, [$0: 1])
    }
    private static let nulls: [MalformedToken] = ["iss", "sub", "aud", "jti", "exp", "iat"].map {
        changed("\($0) is null", .malformed, [$0: .null])
    }

    /// Claims that are absent, of another type, or another's.
    static let claims: [MalformedToken] = absent + empty + numbers + nulls + foreignClaims

    private static let foreignClaims: [MalformedToken] =
        [
            changed("aud is an empty list", .missingClaim, ["aud": []]),
            changed("aud is a number", .malformed, ["aud": 1]),
            changed("aud is an object", .malformed, ["aud": ["a": "https://api.example.com"]]),
            changed("aud holds a number", .malformed, ["aud": ["https://api.example.com", 1]]),
            changed("aud holds a list", .malformed, ["aud": [["https://api.example.com"]]]),
            changed("aud is another's", .audience, ["aud": "https://other.example.com"]),
            changed("aud is a wildcard", .audience, ["aud": ["*", "https://*.example.com"]]),
            changed("aud differs in case", .audience, ["aud": "https://API.example.com"]),
            changed("aud is longer", .audience, ["aud": "https://api.example.com/"]),
            changed("aud has NUL behind", .audience, ["aud": "https://api.example.com\0"]),
            changed("iss is another's", .issuer, ["iss": "https://id.example.org"]),
            changed("iss is longer", .issuer, ["iss": "https://id.example.com/"]),
            changed("iss differs in case", .issuer, ["iss": "https://ID.example.com"]),
            changed("iss is a list", .malformed, ["iss": ["https://id.example.com"]]),
            changed("scope is a list", .malformed, ["scope": ["notes:read"]]),
            changed("scope has two spaces", .malformed, ["scope": "a  b"]),
            changed("roles is a text", .malformed, ["roles": "administrator"]),
            changed(
                "the token is bound to a key",
                .binding,
                ["cnf": ["jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"]]
            ),
            changed("cnf is null", .binding, ["cnf": .null]),
        ]

    private static let now = WorkbenchIssuer.now

    /// Times that are none, or that have passed or not come.
    static let times: [MalformedToken] = wrongTimes + impossibleTimes

    private static let wrongTimes: [MalformedToken] = [
        changed("exp is a text", .malformed, ["exp": .string("\(now + 300)")]),
        changed("exp is true", .malformed, ["exp": true]),
        changed("exp is a list", .malformed, ["exp": [.integer(now)]]),
        changed("exp is negative", .malformed, ["exp": -1]),
        changed("exp is in milliseconds", .malformed, ["exp": .integer((now + 300) * 1000)]),
        changed("exp is the largest integer", .malformed, ["exp": .integer(.max)]),
        changed("exp is the smallest integer", .malformed, ["exp": .integer(.min)]),
        changed("exp is 1e300", .malformed, ["exp": 1e300]), changed("exp is zero", .expired, ["exp": 0]),
        changed("exp is now", .expired, ["exp": .integer(now)]),
        changed("exp is a fraction of a second ago", .expired, ["exp": .number(Double(now) - 0.5)]),
        changed("exp is a fraction of a second ahead", .expired, ["exp": .number(Double(now) + 0.5)]),
        changed("nbf is in a second", .notYetValid, ["nbf": .integer(now + 1)]),
        changed("nbf is a text", .malformed, ["nbf": "0"]),
        changed("nbf is the largest integer", .malformed, ["nbf": .integer(.max)]),
        changed("iat is in a second", .notYetValid, ["iat": .integer(now + 1)]),
        changed("iat is a text", .malformed, ["iat": "now"]),
        changed("auth_time is a text", .malformed, ["auth_time": "now"]),
    ]

    private static let numberTexts: [(name: String, text: String)] = [
        ("1e400", "1e400"), ("2⁶³", "9223372036854775808"), ("a negative fraction", "-0.1e1"),
        ("of more digits than an integer has", "1795465230000000000000"),
    ]

    private static let impossibleTimes: [MalformedToken] = numberTexts.map { name, text in
        let payload = claimsText.replacing("\"exp\":\(now + 300)", with: "\"exp\":\(text)")
        return MalformedToken("claims: exp is \(name)", .malformed, issuer.token(payload: payload))
    }
}
