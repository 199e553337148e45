import TesseraJOSE

/// The form of the token as a text: its parts and their encoding.
extension LintRule {
    static let shape: [LintRule] = [
        LintRule(
            "json_serialization",
            .error,
            "RFC 7519 §1",
            what: "The text is a JSON object: a JWS or JWE in JSON serialization.",
            why: "A JSON Web Token is always in compact serialization; a program for JWTs rejects anything else.",
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
                Most servers and proxies reject header fields of that size, so that a request fails only because of \
                its length.
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
                It is part of every request; some servers reject header fields above 4 or 8 KiB, and a cookie is \
                limited to 4 KiB.
                """,
            advice: "Leave out claims that no resource server reads."
        ) { token in
            .when(4097...8192 ~= token.byteCount, "It has \(token.byteCount) bytes.")
        },
        LintRule(
            "white_space",
            .error,
            "RFC 7515 §2",
            what: "There is white space or a line break inside the token.",
            why: "base64url has none; a strict verifier rejects the token.",
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
            what: "The token has five parts: it is encrypted (JWE). Only its header can be inspected.",
            why: "Its content is readable only with the key of its recipient.",
            advice: "Decrypt it, and lint the token inside."
        ) { token in
            .when(token.isEncrypted)
        },
    ]
}
