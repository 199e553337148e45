import TesseraJOSE
import TesseraVerifier

extension MalformedToken {
    private static let badHeaders: [(name: String, text: String)] = [
        ("empty object", "{}"), ("an array", "[]"), ("a number", "1"), ("null", "null"), ("a text", "\"alg\""),
        ("no JSON", "alg=ES256"), ("nothing but a space", " "), ("unterminated", "{\"alg\":\"ES256\""),
        ("a trailing comma", "{\"alg\":\"ES256\",}"), ("a comment", "{/**/\"alg\":\"ES256\"}"),
        ("single quotes", "{'alg':'ES256'}"), ("NaN", "{\"alg\":\"ES256\",\"x\":NaN}"),
        ("bytes behind the object", "{\"alg\":\"ES256\"}{}"), ("NUL behind the object", "{\"alg\":\"ES256\"}\0"),
        ("a parameter twice", "{\"alg\":\"ES256\",\"kid\":\"key-1\",\"alg\":\"none\"}"),
        ("a parameter twice, once escaped", "{\"alg\":\"ES256\",\"\\u0061lg\":\"none\"}"),
        ("half of a surrogate pair", "{\"alg\":\"ES256\",\"kid\":\"\\uD800\"}"),
        ("a surrogate pair in reverse", "{\"alg\":\"ES256\",\"kid\":\"\\uDC00\\uD800\"}"),
        ("a control character", "{\"alg\":\"ES256\",\"kid\":\"a\u{1}\"}"),
        ("a byte order mark", "\u{FEFF}{\"alg\":\"ES256\"}"),
        ("a number beyond a double", "{\"alg\":\"ES256\",\"x\":1e999}"),
        ("a number of ten thousand digits", "{\"alg\":\"ES256\",\"x\":\(String(repeating: "9", count: 10_000))}"),
        ("nested arrays, 9 deep", "{\"x\":[[[[[[[[]]]]]]]]}"),
        ("nested arrays, 5,000 deep", String(repeating: "[", count: 5000)),
        ("nested objects, 2,000 deep", String(repeating: "{\"a\":", count: 2000)),
        ("101 parameters", "{" + (0..<101).map { "\"\($0)\":0" }.joined(separator: ",") + "}"),
    ]

    private static let badTexts: [(name: String, text: [UInt8])] = [
        ("overlong UTF-8", [0x22, 0xC0, 0xAF, 0x22]), ("a lone continuation byte", [0x22, 0x80, 0x22]),
        ("a surrogate in UTF-8", [0x22, 0xED, 0xA0, 0x80, 0x22]),
        ("a code point beyond Unicode", [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22]),
    ]

    private static func keyID(_ text: [UInt8]) -> String {
        let header = Array("{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":".utf8) + text + [0x7D]
        return issuer.token(header: header, payload: WorkbenchIssuer.claims().serialized())
    }

    /// Headers that are no JSON object, or no safe one.
    static let headerTexts: [MalformedToken] =
        badHeaders.map { MalformedToken("header: \($0.name)", .malformed, issuer.token(headerText: $0.text)) }
        + badTexts.map { MalformedToken("header: \($0.name)", .malformed, keyID($0.text)) }

    private static func changed(
        _ name: String,
        _ rule: VerificationRule,
        _ changes: [String: JSONValue?]
    )
        -> MalformedToken
    {
        MalformedToken("header: \(name)", rule, issuer.token(header: changes))
    }

    /// Headers that are JSON and say what no token may say.
    static let headers: [MalformedToken] = wrongHeaders + unsecured

    private static let wrongHeaders: [MalformedToken] = [
        changed("no alg", .malformed, ["alg": .none]), changed("alg is null", .malformed, ["alg": .null]),
        changed("alg is a number", .malformed, ["alg": 256]),
        changed("alg is a list", .malformed, ["alg": ["ES256"]]),
        changed("alg is empty", .algorithm, ["alg": ""]), changed("alg in small letters", .algorithm, ["alg": "es256"]),
        changed("alg with a space", .algorithm, ["alg": "ES256 "]),
        changed("alg with NUL", .algorithm, ["alg": "ES256\0"]),
        changed("alg is an encryption's", .algorithm, ["alg": "RSA-OAEP"]),
        changed("alg of another curve", .algorithm, ["alg": "ES384"]),
        changed("alg of another key type", .algorithm, ["alg": "RS256"]),
        changed("alg HS256: the public key taken for a secret", .algorithm, ["alg": "HS256"]),
        changed("kid is unknown", .unknownKey, ["kid": "key-2"]), changed("kid is empty", .unknownKey, ["kid": ""]),
        changed("kid is absent and the set has two keys", .unknownKey, ["kid": .none]),
        changed("kid is null", .malformed, ["kid": .null]), changed("kid is a list", .malformed, ["kid": ["key-1"]]),
        changed("kid is a number", .malformed, ["kid": 1]), changed("kid is an object", .malformed, ["kid": ["a": 1]]),
        changed("kid is a path", .unknownKey, ["kid": "../../../../dev/null"]),
        changed("kid is SQL", .unknownKey, ["kid": "x' UNION SELECT 'secret' --"]),
        changed("kid is a shell's", .unknownKey, ["kid": "$(reboot)"]),
        changed("kid has NUL behind", .unknownKey, ["kid": "key-1\0"]),
        changed("kid is huge", .unknownKey, ["kid": .string(String(repeating: "k", count: 10_000))]),
        changed("kid is canonically equivalent", .unknownKey, ["kid": "cle\u{301}"]),
        changed("typ is absent", .type, ["typ": .none]), changed("typ is JWT", .type, ["typ": "JWT"]),
        changed("typ is an ID token's", .type, ["typ": "id+jwt"]),
        changed("typ is a logout token's", .type, ["typ": "logout+jwt"]),
        changed("typ is a status list's", .type, ["typ": "statuslist+jwt"]),
        changed("typ has a letter behind", .type, ["typ": "at+jwts"]),
        changed("typ is a number", .malformed, ["typ": 1]), changed("cty is a number", .malformed, ["cty": 1]),
        changed("crit is empty", .malformed, ["crit": []]),
        changed("crit names exp", .malformed, ["crit": ["exp"], "exp": 1]),
        changed("crit names alg", .malformed, ["crit": ["alg"]]),
        changed("crit is null", .malformed, ["crit": .null]),
        changed("b64 is false", .malformed, ["b64": false, "crit": ["b64"]]),
        changed("b64 is false and not in crit", .malformed, ["b64": false]),
        changed("b64 is true", .malformed, ["b64": true]),
        changed("jwk is no object", .malformed, ["jwk": "key"]), changed("x5c is no list", .malformed, ["x5c": "MIIB"]),
        changed("jku is no text", .malformed, ["jku": 1]),
    ]

    private static let unsecured: [MalformedToken] = ["none", "None", "NONE", "nOnE", "noNe"].flatMap { name in
        let header = Base64URL.encode(WorkbenchIssuer.header(["alg": .string(name)]).serialized())
        return [
            MalformedToken("unsecured: \(name)", .algorithm, "\(header).\(pieces[1])."),
            MalformedToken("unsecured, with a signature: \(name)", .algorithm, issuer.signed("\(header).\(pieces[1])")),
        ]
    }
}
