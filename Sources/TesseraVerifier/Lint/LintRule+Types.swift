import TesseraJOSE

/// What kind of token it says to be.
extension LintRule {
    static let types: [LintRule] = [
        LintRule(
            "type_missing",
            .warning,
            "RFC 8725 §3.11",
            what: "The header has no typ.",
            why: """
                Without an explicit type a token of one kind is accepted in place of another of the same issuer.
                """,
            advice: "Write typ: at+jwt for access tokens, and check it."
        ) { token in
            .when(token.header != nil && token.header?["typ"] == nil)
        },
        LintRule(
            "type_generic",
            .warning,
            "RFC 9068 §2.1",
            what: "The type is JWT, which every kind of token can have.",
            why: "An access token must say at+jwt; else an ID token can be sent in its place.",
            advice: "Write typ: at+jwt."
        ) { token in
            .when(token.kind == .accessToken && token.type == "jwt")
        },
        LintRule(
            "type_prefix",
            .note,
            "RFC 9068 §2.1",
            what: "The type is written with the prefix application/.",
            why: "It should be left out; some verifiers compare without it.",
            advice: "Write at+jwt."
        ) { token in
            .when(token.header?["typ"]?.string?.lowercased().hasPrefix("application/") ?? false)
        },
        LintRule(
            "other_type",
            .note,
            "RFC 9068 §2.1",
            what: "The type says that this is not an access token; the rules for access tokens were not applied.",
            why: "Each kind of token has its own rules.",
            advice: "Verify it by the rules of its own kind, and never as an access token."
        ) { token in
            .when(token.kind == .other)
        },
        LintRule(
            "id_token",
            .note,
            "RFC 8725 §3.12",
            what: """
                It looks like an ID token (nonce, at_hash or c_hash); the rules for access tokens were not applied.
                """,
            why: """
                An ID token is for the client that requested it. An API that accepts it accepts the tokens of every \
                client.
                """,
            advice: "Send an access token to the API, and let the API require typ at+jwt."
        ) { token in
            .when(token.kind == .idToken)
        },
        LintRule(
            "nested_token",
            .note,
            "RFC 7519 §5.2",
            what: "The payload is another token (cty: JWT).",
            why: "The inner token contains the claims, and it was not inspected.",
            advice: "Lint the inner token, too."
        ) { token in
            .when(token.isSigned && token.contentType == "jwt")
        },
        LintRule(
            "compressed_content",
            .warning,
            "RFC 8725 §3.6",
            what: "The header says zip: the content is compressed.",
            why: "Compression reveals the plaintext by the length, and a small token can decompress to gigabytes.",
            advice: "Do not compress."
        ) { token in
            .when(token.header?["zip"] != nil)
        },
    ]
}
