import TesseraJOSE

/// base64url, as JOSE wants it (RFC 7515 §2, RFC 4648 §5).
extension LintRule {
    static let encoding: [LintRule] = [
        LintRule(
            "padding",
            .error,
            "RFC 7515 §2",
            what: "A part ends with the padding character =.",
            why: """
                base64url in JOSE is written without padding; a second spelling of the same token evades block lists \
                and caches.
                """,
            advice: "Remove all = when encoding."
        ) { token in
            .when(token.fault(.padding))
        },
        LintRule(
            "standard_alphabet",
            .error,
            "RFC 7515 §2",
            what: "A part uses + or / of the standard base64 alphabet.",
            why: "base64url uses - and _ instead; a strict verifier rejects the token.",
            advice: "Encode by base64url (RFC 4648 §5)."
        ) { token in
            .when(token.fault(.standardAlphabet))
        },
        LintRule(
            "foreign_character",
            .error,
            "RFC 7515 §2",
            what: "A part contains a character that base64url does not have.",
            why: "It is not what the issuer signed; a strict verifier rejects the token.",
            advice: "Copy the token again, without quotation marks or anything around it."
        ) { token in
            .when(token.fault(.foreignCharacter))
        },
        LintRule(
            "impossible_length",
            .error,
            "RFC 4648 §4",
            what: "A part has a length that no base64url text has: one character more than a multiple of four.",
            why: "Something was cut off or added.",
            advice: "Copy the token again, whole."
        ) { token in
            .when(token.fault(.impossibleLength))
        },
        LintRule(
            "trailing_bits",
            .error,
            "RFC 4648 §3.5",
            what: "The last character of a part has bits set that mean nothing.",
            why: """
                The same token then has several spellings, and a block list or cache does not recognize the others.
                """,
            advice: "Encode canonically: unused bits are zero."
        ) { token in
            .when(token.fault(.trailingBits))
        },
    ]
}
