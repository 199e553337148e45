import TesseraJOSE

/// The claims that RFC 9068 §2.2 demands.
extension LintRule {
    static let requiredClaims: [LintRule] = [
        LintRule(
            "duplicate_claim",
            .error,
            "RFC 7519 §4",
            what: "The payload names a claim twice.",
            why: "Two readers can see two different claims, so that what one checks is not what the other uses.",
            advice: "Name each claim once."
        ) { token in
            .when(token.isNested ? nil : token.fault(.repeatedMember, in: .payload))
        },
        LintRule(
            "claim_type",
            .error,
            "RFC 7519 §4.1",
            what: "A registered claim has the wrong JSON type.",
            why: """
                A strict verifier rejects the token; a careless one compares a text with a number and accepts it.
                """,
            advice: """
                Write iss, sub, jti, client_id, sid, nonce, azp and acr as strings, aud as a string or an array of \
                strings, amr as an array of strings, exp, nbf, iat and auth_time as numbers.
                """
        ) { token in
            .each(ClaimTypes.ofWrongType(token.claims))
        },
        LintRule(
            "issuer_missing",
            .error,
            "RFC 9068 §2.2",
            what: "There is no iss.",
            why: "A verifier does not know who issued the token and which keys verify it.",
            advice: "Write the issuer's address as its metadata has it."
        ) { token in
            .when(token.lacks("iss"))
        },
        LintRule(
            "subject_missing",
            .error,
            "RFC 9068 §2.2",
            what: "There is no sub.",
            why: "An API does not know the user or the client of the token.",
            advice: "Write the account's id, or the client's id if the client acts for itself."
        ) { token in
            .when(token.lacks("sub"))
        },
        LintRule(
            "audience_missing",
            .error,
            "RFC 9068 §2.2",
            what: "There is no aud.",
            why: "Every API would accept the token, so that one API can use it at all others.",
            advice: "Write the identifier of the API that the token is for."
        ) { token in
            .when(token.lacks("aud"))
        },
        LintRule(
            "client_id_missing",
            .error,
            "RFC 9068 §2.2",
            what: "There is no client_id.",
            why: "An API does not know which client received the token.",
            advice: "Write the id of the client that requested it."
        ) { token in
            .when(token.lacks("client_id"))
        },
        LintRule(
            "expiry_missing",
            .error,
            "RFC 9068 §2.2",
            what: "There is no exp.",
            why: "The token never expires; a leaked one stays valid.",
            advice: "Write a time some minutes ahead."
        ) { token in
            .when(token.lacks("exp"))
        },
        LintRule(
            "issued_at_missing",
            .error,
            "RFC 9068 §2.2",
            what: "There is no iat.",
            why: "A verifier does not know how old the token is, and cannot reject those from before a break-in.",
            advice: "Write the time at which the token is issued."
        ) { token in
            .when(token.lacks("iat"))
        },
        LintRule(
            "token_id_missing",
            .error,
            "RFC 9068 §2.2",
            what: "There is no jti.",
            why: "Single tokens cannot be distinguished in logs, revoked, or recognized when they are replayed.",
            advice: "Write a random id of 128 bits."
        ) { token in
            .when(token.lacks("jti"))
        },
    ]
}
