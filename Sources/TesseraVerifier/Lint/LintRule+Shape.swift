import TesseraJOSE

/// The form of the token as a text: its parts and their encoding.
extension LintRule {
    static let shape: [LintRule] = [
        LintRule(
            "json_serialization",
            .error,
            "RFC 7519 §1",
            what: "The text is a JSON object: a JWS or JWE in JSON serialization.",
            why: "A JSON Web Token is always in compact serialization; a program for JWTs refuses anything else.",
            advice: "Issue header, payload and signature as three base64url parts joined by dots."
        ) { token in
            .when(token.fault(.jsonSerialization))
        },
        LintRule(
            "token_oversized",
            .error,
            "RFC 9110 §5.4",
            what: "The token is longer than 8,192 bytes.",
            why: """
                Most servers and proxies refuse header fields of that size, so that requests fail that have nothing \
                wrong but their length.
                """,
            advice: "Carry identifiers instead of data; let the resource server look the rest up."
        ) { token in
            .when(token.byteCount > 8192, "It has \(token.byteCount) bytes.")
        },
        LintRule(
            "token_large",
            .warning,
            "RFC 9110 §5.4",
            what: "The token is longer than 4,096 bytes.",
            why: """
                It travels with every request; some servers refuse header fields above 4 or 8 KiB, and a cookie \
                holds no more than 4 KiB.
                """,
            advice: "Leave out claims that no resource server reads."
        ) { token in
            .when(4097...8192 ~= token.byteCount, "It has \(token.byteCount) bytes.")
        },
        LintRule(
            "white_space",
            .error,
            "RFC 7515 §2",
            what: "There is white space or a line break inside of the token.",
            why: "base64url has none; a strict verifier refuses the token.",
            advice: "Copy the token again, in one line."
        ) { token in
            .when(token.fault(.whiteSpace))
        },
        LintRule(
            "part_count",
            .error,
            "RFC 7515 §7.1",
            what: "The token has neither three parts (signed) nor five (encrypted).",
            why: """
                A signed token is header, payload and signature, joined by two dots; something is lost or added.
                """,
            advice: "Copy the token again, whole."
        ) { token in
            .when(token.fault(.partCount))
        },
        LintRule(
            "encrypted_token",
            .note,
            "RFC 7516 §7.1",
            what: "The token has five parts: it is encrypted (JWE). Only its header can be looked at.",
            why: "What it says is readable only with the key of its recipient.",
            advice: "Decrypt it, and lint the token inside."
        ) { token in
            .when(token.isEncrypted)
        },
    ]
}
