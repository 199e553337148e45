import TesseraJOSE
import TesseraOAuth

/// What the claims grant and give away.
extension LintRule {
    static let contents: [LintRule] = [
        LintRule(
            "scope_not_text",
            .error,
            "RFC 8693 §4.2",
            what: "The claim scope is not a text.",
            why: """
                It is one string of names separated by spaces; verifiers reject an array, or read it as no scope.
                """,
            advice: "Join the names by spaces."
        ) { token in
            .when(token.claims?["scope"].map { $0.string == nil } ?? false)
        },
        LintRule(
            "scope_syntax",
            .error,
            "RFC 6749 §3.3",
            what: "The claim scope is not a list of names with single spaces between them.",
            why: "Readers disagree about what it grants.",
            advice: "Separate names by one space, and use only printable ASCII without \" and \\."
        ) { token in
            .when(token.text("scope").map { !$0.isEmpty && (try? Scope(parsing: $0)) == nil } ?? false)
        },
        LintRule(
            "scope_other_name",
            .warning,
            "RFC 9068 §2.2.3",
            what: "The scope is in scp instead of scope.",
            why: "A verifier of the profile sees no scope.",
            advice: "Name the claim scope."
        ) { token in
            .when(token.kind == .accessToken && token.claims?["scp"] != nil && token.claims?["scope"] == nil)
        },
        LintRule(
            "personal_data",
            .warning,
            "RFC 9068 §6",
            what: "The token carries personal data.",
            why: "Every API, proxy and log that sees the token can read it; a signature hides nothing.",
            advice: "Carry only the account's id, and let an API that may know more ask for it."
        ) { token in
            .each(token.kind == .accessToken ? SensitiveClaims.personal(token.claims) : [])
        },
        LintRule(
            "secret_in_claims",
            .error,
            "RFC 7519 §12",
            what: "The token carries a password, a key or another token.",
            why: "Every party that sees the token can read it; a signature hides nothing.",
            advice: "Remove it, and replace the secret: it has leaked."
        ) { token in
            .each(SensitiveClaims.secrets(token.claims))
        },
        LintRule(
            "card_number",
            .warning,
            "RFC 7519 §12",
            what: "A claim looks like the number of a payment card.",
            why: "Every party that sees the token can read it; a signature hides nothing.",
            advice: "Remove it."
        ) { token in
            .each(SensitiveClaims.cardNumbers(token.claims))
        },
        LintRule(
            "status_shape",
            .error,
            "draft-ietf-oauth-status-list §6.2",
            what: "The claim status does not have the form that the standard defines.",
            why: "A verifier cannot find the token's status and rejects it, or never learns of its revocation.",
            advice: "Write status_list with idx, a whole number from 0 up, and uri, an https address."
        ) { token in
            .when(ClaimTypes.isMalformedStatus(token.claims?["status"]))
        },
        LintRule(
            "confirmation_shape",
            .error,
            "RFC 7800 §3.1",
            what: "The claim cnf is not an object with a confirmation method.",
            why: "The token should be bound to a key, but it does not say to which.",
            advice: "Write for instance jkt, the thumbprint of the key."
        ) { token in
            .when(token.claims?["cnf"].map { $0.object?.isEmpty ?? true } ?? false)
        },
        LintRule(
            "replicated_claim_differs",
            .error,
            "RFC 7519 §5.3",
            what: "The header repeats a claim (iss, sub or aud) with another value.",
            why: "Two readers see two different tokens; a verifier must reject it.",
            advice: "Leave it out of the header."
        ) { token in
            .each(["iss", "sub", "aud"].filter(token.replicatesDifferently))
        },
    ]
}
