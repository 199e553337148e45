/// What a key is for.
extension LintRule {
    static let keyUses: [LintRule] = [
        LintRule(
            "key_without_algorithm",
            .warning,
            "RFC 8725 §3.1",
            what: "A key of the set has no alg.",
            why: "A key is for exactly one algorithm; where it does not say which, the token chooses.",
            advice: "Write the key's alg."
        ) { token in
            .keys(token) { $0.lacks("alg") }
        },
        LintRule(
            "key_without_use",
            .note,
            "RFC 7517 §4.2",
            what: "A key of the set says by neither use nor key_ops what it is for.",
            why: "A key for encryption could be taken for one that signs.",
            advice: "Write use: sig."
        ) { token in
            .keys(token) { $0.lacks("use") && $0.lacks("key_ops") }
        },
        LintRule(
            "key_unusable",
            .error,
            "RFC 8725 §3.4",
            what: "A key of the set is malformed or contradicts itself.",
            why: "A strict verifier rejects the key, or the whole set.",
            advice: "Export the key again by a library for JWK."
        ) { token in
            .keys(token) { $0.isUnusable }
        },
        LintRule(
            "key_id_unknown",
            .error,
            "RFC 7515 §4.1.4",
            what: "The kid names no key of the set.",
            why: "The token cannot be verified with these keys.",
            advice: "Fetch the issuer's current key set, or compare issuer and environment."
        ) { token in
            .when(token.keys?.lacksKey(of: token.keyID) ?? false)
        },
        LintRule(
            "key_algorithm_mismatch",
            .error,
            "RFC 8725 §3.1",
            what: "The token's algorithm is not the one of its key.",
            why: """
                A verifier that lets the token choose the algorithm can be tricked into using a public key as a \
                secret.
                """,
            advice: "Sign by the key's own algorithm."
        ) { token in
            .when(token.namedKeys.map { $0.allSatisfy { !$0.fits(token.algorithm) } } ?? false)
        },
        LintRule(
            "key_not_for_signatures",
            .error,
            "RFC 7517 §4.2",
            what: "The token's key is not meant for signatures (use or key_ops).",
            why: "A strict verifier does not use it.",
            advice: "Sign by a key with use: sig."
        ) { token in
            .when(token.namedKeys.map { $0.allSatisfy { !$0.isForSignatures } } ?? false)
        },
    ]
}
