import TesseraJOSE

/// The issuer's key set.
extension LintRule {
    static let keys: [LintRule] = [
        LintRule(
            "key_set_unreadable",
            .error,
            "RFC 7517 §5",
            what: "The keys are neither a JWK set nor a JWK.",
            why: "No token can be verified with them.",
            advice: "Give an object with the array keys, or one key."
        ) { token in
            .when(token.keys?.isUnreadable ?? false)
        },
        LintRule(
            "private_key_published",
            .error,
            "RFC 7517 §9.2",
            what: "A key of the set has private members.",
            why: "Where the set is published, everyone can sign tokens.",
            advice: "Publish only public members; if it was public once, replace the key at once."
        ) { token in
            .keys(token) { $0.type != "oct" && $0.hasSecretMembers }
        },
        LintRule(
            "secret_key_in_set",
            .warning,
            "RFC 7517 §9.2",
            what: "The set holds a symmetric key.",
            why: "It is fine in your own file; where the set is published, everyone can sign tokens.",
            advice: "Keep it out of every published set, or better sign by a key pair."
        ) { token in
            .keys(token) { $0.type == "oct" }
        },
        LintRule(
            "key_rsa_short",
            .error,
            "RFC 7518 §3.3",
            what: "An RSA key has fewer than 2048 bits.",
            why: "It can be factored, and then every attacker can sign.",
            advice: "Replace it by one of 2048 bits or more, or by an elliptic curve."
        ) { token in
            .keys(token) { $0.modulusBitCount.map { $0 < 2048 } ?? false }
        },
        LintRule(
            "key_weak_primes",
            .error,
            "RFC 8725 §3.5",
            what: "An RSA key has the fingerprint of predictable primes (ROCA, CVE-2017-15361).",
            why: "It can be factored, and then every attacker can sign.",
            advice: "Replace it by a key that another library or device made."
        ) { token in
            .keys(token) { $0.hasPredictablePrimes }
        },
        LintRule(
            "key_secret_short",
            .error,
            "RFC 7518 §3.2",
            what: "A symmetric key is shorter than the output of its hash.",
            why: "It can be found by trying, offline, with one token at hand.",
            advice: "Use 32 random bytes for HS256, 48 for HS384, 64 for HS512."
        ) { token in
            .keys(token) { $0.isShortSecret(for: token.knownAlgorithm) }
        },
        LintRule(
            "key_without_id",
            .warning,
            "RFC 7517 §4.5",
            what: "A key of the set has no kid.",
            why: "Tokens cannot name it, so that keys cannot be rotated smoothly.",
            advice: "Give every key an id, such as its thumbprint (RFC 7638)."
        ) { token in
            .keys(token) { $0.lacks("kid") }
        },
        LintRule(
            "key_ids_repeated",
            .error,
            "RFC 7517 §4.5",
            what: "Two keys of the set have the same kid.",
            why: "A verifier picks one of them by chance.",
            advice: "Give every key its own id."
        ) { token in
            .each(token.keys?.repeatedIDs ?? [])
        },
    ]
}
