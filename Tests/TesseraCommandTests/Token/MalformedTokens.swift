import TesseraJOSE
import TesseraVerifier
import Testing

/// A token that must be refused, with the rule that refuses it.
struct MalformedToken: Sendable, CustomTestStringConvertible {
    let name: String
    let rule: VerificationRule
    let bytes: [UInt8]

    var testDescription: String { name }

    init(_ name: String, _ rule: VerificationRule, _ token: String) {
        self.init(name, rule, bytes: Array(token.utf8))
    }

    init(_ name: String, _ rule: VerificationRule, bytes: [UInt8]) {
        self.name = name
        self.rule = rule
        self.bytes = bytes
    }

    /// Every malformation; all but those of the signature itself are signed by the right key.
    static let all =
        parts + encodings + headerTexts + headers + signatures + payloadTexts + claims + times

    static let issuer = WorkbenchIssuer.shared
    static let good = issuer.token()
    static let pieces = good.split(separator: ".").map(String.init)

    private static func joined(_ parts: String...) -> String { parts.joined(separator: ".") }

    static let parts: [MalformedToken] = [
        MalformedToken("a word", .malformed, "token"),
        MalformedToken("one dot", .malformed, "."),
        MalformedToken("two dots", .malformed, ".."),
        MalformedToken("sixteen thousand dots", .malformed, String(repeating: ".", count: 16_000)),
        MalformedToken("a header alone", .malformed, pieces[0]),
        MalformedToken("two parts", .malformed, joined(pieces[0], pieces[1])),
        MalformedToken("four parts", .malformed, good + ".AAAA"),
        MalformedToken("four parts, the last empty", .malformed, good + "."),
        MalformedToken("five parts: encrypted", .malformed, joined(pieces[0], "AAAA", "AAAA", "AAAA", "AAAA")),
        MalformedToken("an empty header", .malformed, joined("", pieces[1], pieces[2])),
        MalformedToken("an empty payload", .malformed, issuer.signed(pieces[0] + ".")),
        MalformedToken("a detached payload", .signature, joined(pieces[0], "", pieces[2])),
        MalformedToken("the signature is stripped", .malformed, joined(pieces[0], pieces[1], "")),
        MalformedToken("header and payload change places", .malformed, joined(pieces[1], pieces[0], pieces[2])),
        MalformedToken(
            "JSON serialization, flattened",
            .malformed,
            "{\"protected\":\"\(pieces[0])\",\"payload\":\"\(pieces[1])\",\"signature\":\"\(pieces[2])\"}"
        ),
        MalformedToken("JSON serialization, general", .malformed, "{\"payload\":\"e30\",\"signatures\":[]}"),
        MalformedToken("one byte more than a token may have", .tooLarge, large(16_385)),
        MalformedToken("a hundred thousand bytes", .tooLarge, String(repeating: "A", count: 100_000)),
        MalformedToken("a hundred thousand dots", .tooLarge, String(repeating: ".", count: 100_000)),
    ]

    /// A token of exactly so many bytes, right but for its size.
    static func large(_ count: Int) -> String {
        var filler = count * 3 / 4 - 400
        while true {
            let token = issuer.token(claims: ["filler": .string(String(repeating: "x", count: filler))])
            if token.utf8.count >= count { return token }
            filler += 1
        }
    }

    static let encodings: [MalformedToken] = [
        MalformedToken("padding behind the header", .malformed, issuer.signed(pieces[0] + "=." + pieces[1])),
        MalformedToken("padding behind the payload", .malformed, issuer.signed(pieces[0] + "." + pieces[1] + "==")),
        MalformedToken("padding behind the signature", .malformed, good + "=="),
        MalformedToken("the standard alphabet in the header", .malformed, standard(in: 0)),
        MalformedToken("the standard alphabet in the payload", .malformed, standard(in: 1)),
        MalformedToken("the standard alphabet in the signature", .malformed, standard(in: 2)),
        MalformedToken("percent-encoding", .malformed, good.replacing(".", with: "%2E")),
        MalformedToken("a space in front", .malformed, " " + good),
        MalformedToken("a tabulator behind", .malformed, good + "\t"),
        MalformedToken("a space inside", .signature, joined(pieces[0], " " + pieces[1], pieces[2])),
        MalformedToken("quotation marks", .malformed, "\"\(good)\""),
        MalformedToken("the word Bearer", .malformed, "Bearer " + good),
        MalformedToken("a byte order mark in front", .malformed, "\u{FEFF}" + good),
        MalformedToken("a letter that only looks like one of base64", .malformed, "е" + good.dropFirst()),
        MalformedToken("NUL inside", .malformed, good + "\0"),
        MalformedToken("NUL and something behind", .malformed, good + "\0.admin"),
        MalformedToken("invalid UTF-8", .malformed, bytes: Array(good.utf8) + [0xFF, 0xFE]),
        MalformedToken("invalid UTF-8 alone", .malformed, bytes: [0xC3, 0x28, 0x80, 0xF0, 0x9F]),
        MalformedToken("UTF-16", .malformed, bytes: good.utf8.flatMap { [$0, 0] }),
        MalformedToken("a carriage return inside", .malformed, joined(pieces[0] + "\r", pieces[1], pieces[2])),
        MalformedToken("meaningless bits behind the signature", .malformed, good.dropLast() + trailingBits(pieces[2])),
        MalformedToken(
            "meaningless bits behind the payload",
            .malformed,
            issuer.signed(pieces[0] + "." + Base64URL.encode(Array("{}".utf8)).dropLast() + "1")
        ),
        MalformedToken(
            "meaningless bits behind the header",
            .malformed,
            issuer.signed(Base64URL.encode(Array("{}".utf8)).dropLast() + "1." + pieces[1])
        ),
        MalformedToken("a length that no base64url text has", .malformed, String(good.dropLast())),
        MalformedToken("the header encoded twice", .malformed, twice(0)),
        MalformedToken("the payload encoded twice", .malformed, twice(1)),
    ]

    private static func standard(in part: Int) -> String {
        // Until the part has a character that the two alphabets write differently.
        for number in 0... {
            let token = issuer.token(
                WorkbenchIssuer.header(["x": .string("\(number)?>~\u{7F}ÿ")]),
                WorkbenchIssuer.claims(["x": .string("\(number)?>~\u{7F}ÿ")])
            )
            var parts = token.split(separator: ".").map(String.init)
            let spelled = parts[part].replacing("-", with: "+").replacing("_", with: "/")
            guard spelled != parts[part] else { continue }
            parts[part] = spelled
            return part == 2 ? parts.joined(separator: ".") : issuer.signed(parts[0] + "." + parts[1])
        }
        return ""
    }

    private static func twice(_ part: Int) -> String {
        var parts = pieces
        parts[part] = Base64URL.encode(Array(parts[part].utf8))
        return issuer.signed(parts[0] + "." + parts[1])
    }

    private static func trailingBits(_ part: String) -> String {
        // The last character of 64 bytes holds two bits; one more bit is one character further.
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let index = part.last.flatMap { alphabet.firstIndex(of: $0) } ?? 0
        return String(alphabet[(index + 1) % 64])
    }
}
