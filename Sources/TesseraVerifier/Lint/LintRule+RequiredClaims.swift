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
                A strict verifier refuses the token; a careless one compares a text with a number and lets it pass.
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
            why: "Nobody can tell whose token it is and with whose keys to verify it.",
            advice: "Write the issuer's address as its metadata has it."
        ) { token in
            .when(token.lacks("iss"))
        },
        LintRule(
            "subject_missing",
            .error,
            "RFC 9068 §2.2",
            what: "There is no sub.",
            why: "Nobody can tell for whom the token speaks.",
            advice: "Write the account's id, or for a client of its own the client's id."
        ) { token in
            .when(token.lacks("sub"))
        },
        LintRule(
            "audience_missing",
            .error,
            "RFC 9068 §2.2",
            what: "There is no aud.",
            why: "Every API would take the token for its own, so that one API can use it at all others.",
            advice: "Write the identifier of the API for which the token is meant."
        ) { token in
            .when(token.lacks("aud"))
        },
        LintRule(
            "client_id_missing",
            .error,
            "RFC 9068 §2.2",
            what: "There is no client_id.",
            why: "Nobody can tell which client was given the token.",
            advice: "Write the id of the client that asked for it."
        ) { token in
            .when(token.lacks("client_id"))
        },
        LintRule(
            "expiry_missing",
            .error,
            "RFC 9068 §2.2",
            what: "There is no exp.",
            why: "The token never ends; one that leaks is good for ever.",
            advice: "Write a moment some minutes ahead."
        ) { token in
            .when(token.lacks("exp"))
        },
        LintRule(
            "issued_at_missing",
            .error,
            "RFC 9068 §2.2",
            what: "There is no iat.",
            why: "Nobody can tell how old the token is, or refuse those from before a break-in.",
            advice: "Write the moment at which the token is made."
        ) { token in
            .when(token.lacks("iat"))
        },
        LintRule(
            "token_id_missing",
            .error,
            "RFC 9068 §2.2",
            what: "There is no jti.",
            why: "Single tokens cannot be told apart in logs, nor revoked or recognised when they come twice.",
            advice: "Write a random id of 128 bits."
        ) { token in
            .when(token.lacks("jti"))
        },
    ]
}
