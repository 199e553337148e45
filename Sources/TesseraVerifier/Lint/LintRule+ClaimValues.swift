import TesseraJOSE

/// Claims that name somebody.
extension LintRule {
    static let claimValues: [LintRule] = [
        LintRule(
            "claim_empty",
            .error,
            "RFC 9068 §2.2",
            what: "A required claim is the empty text.",
            why: "It says nothing, and an empty text compares equal with a setting that was forgotten.",
            advice: "Write a real value."
        ) { token in
            .each(["iss", "sub", "client_id", "jti"].filter { token.claims?[$0] == "" })
        },
        LintRule(
            "issuer_not_https",
            .warning,
            "RFC 8414 §2",
            what: "The issuer is not an https address without query and fragment.",
            why: """
                Its metadata and keys would be fetched over a line on which everybody can replace them, or cannot be \
                found.
                """,
            advice: "Use an https address (plain http only on the own machine, while developing)."
        ) { token in
            .when(token.text("iss").map(ClaimTypes.isNoIssuer) ?? false)
        },
        LintRule(
            "audience_empty",
            .error,
            "RFC 8725 §3.9",
            what: "The audience is empty.",
            why: "No API is meant; a verifier that compares carelessly takes it for all.",
            advice: "Write the identifier of the API for which the token is meant."
        ) { token in
            .when(ClaimTypes.isEmptyAudience(token.claims?["aud"]))
        },
        LintRule(
            "audience_wildcard",
            .error,
            "RFC 8725 §3.9",
            what: "The audience contains an asterisk.",
            why: "The claim knows no patterns; where something reads one, the token is good everywhere.",
            advice: "Write the identifier of each API."
        ) { token in
            .when(ClaimTypes.audiences(token.claims?["aud"]).contains { $0.contains("*") })
        },
    ]
}
