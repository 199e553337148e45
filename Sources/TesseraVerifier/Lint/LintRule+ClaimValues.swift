import TesseraJOSE

/// Claims that name somebody.
extension LintRule {
    static let claimValues: [LintRule] = [
        LintRule(
            "claim_empty",
            .error,
            "RFC 9068 §2.2",
            what: "A required claim is the empty text.",
            why: "It says nothing, and an empty text equals a setting that was forgotten.",
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
                An attacker on the network could replace its metadata and keys, or they cannot be found.
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
            why: "It names no API; a careless verifier accepts it for all APIs.",
            advice: "Write the identifier of the API that the token is for."
        ) { token in
            .when(ClaimTypes.isEmptyAudience(token.claims?["aud"]))
        },
        LintRule(
            "audience_wildcard",
            .error,
            "RFC 8725 §3.9",
            what: "The audience contains an asterisk.",
            why: "The claim has no patterns; where a verifier reads one, the token is valid everywhere.",
            advice: "Write the identifier of each API."
        ) { token in
            .when(ClaimTypes.audiences(token.claims?["aud"]).contains { $0.contains("*") })
        },
    ]
}
