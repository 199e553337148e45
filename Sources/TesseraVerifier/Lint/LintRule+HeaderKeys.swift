import TesseraJOSE

/// What the header says of extensions and keys.
extension LintRule {
    static let headerKeys: [LintRule] = [
        LintRule(
            "critical_malformed",
            .error,
            "RFC 7515 §4.1.11",
            what: "The header's crit is malformed.",
            why: """
                It must be a non-empty list of extensions in the header, each once and none of the registered names.
                """,
            advice: "Leave crit out, or list only real extensions."
        ) { token in
            .when(HeaderParameters.isCriticalMalformed(token.header))
        },
        LintRule(
            "critical_header",
            .warning,
            "RFC 7515 §4.1.11",
            what: "The header requires extensions by crit.",
            why: "Every verifier that does not understand all of them must reject the token.",
            advice: "Use it only where issuer and verifiers are made together."
        ) { token in
            .when(token.header?["crit"] != nil && !HeaderParameters.isCriticalMalformed(token.header))
        },
        LintRule(
            "unencoded_payload",
            .error,
            "RFC 7797 §7",
            what: "The header says b64: false: the payload is not encoded.",
            why: "A JSON Web Token must not use this option; two readers see two different payloads.",
            advice: "Leave b64 out."
        ) { token in
            .when(token.header?["b64"] == false)
        },
        LintRule(
            "key_address",
            .warning,
            "RFC 8725 §3.10",
            what: "The header names an address for keys (jku or x5u).",
            why: """
                A verifier that follows it fetches from the address in the token, and trusts all keys that it finds \
                there.
                """,
            advice: "Leave it out; let verifiers know the issuer's key set."
        ) { token in
            .each(token.parameters(["jku", "x5u"]))
        },
        LintRule(
            "embedded_key",
            .warning,
            "RFC 8725 §3.10",
            what: "The header carries the key itself (jwk or x5c).",
            why: "A verifier that uses it accepts every signature: an attacker supplies a key.",
            advice: "Leave it out and name the key by kid."
        ) { token in
            .each(token.type == "dpop+jwt" ? [] : token.parameters(["jwk", "x5c"]))
        },
        LintRule(
            "embedded_private_key",
            .error,
            "RFC 7515 §4.1.3",
            what: "The header carries a private or secret key.",
            why: "Every party that sees the token can sign in the issuer's name.",
            advice: "Replace the key at once; publish only public members."
        ) { token in
            .when(token.header?["jwk"]?.object.map(LintKey.hasSecretMembers) ?? false)
        },
        LintRule(
            "key_id_missing",
            .note,
            "RFC 7515 §4.1.4",
            what: "The header has no kid.",
            why: "Without it a verifier has to try keys, and keys cannot be rotated smoothly.",
            advice: "Name the key by its kid."
        ) { token in
            .when(
                token.isSigned && !token.isUnsecured && token.header != nil && token.parameters(["kid", "jwk"]).isEmpty
            )
        },
        LintRule(
            "key_id_suspicious",
            .error,
            "RFC 8725 §3.10",
            what: "The kid looks like an attack: a path, or characters of SQL, LDAP or a shell.",
            why: "A verifier that puts it into a file name or a query reads a key of the attacker's choice.",
            advice: "Compare kid only with the ids of known keys; use plain ids, such as the key's thumbprint."
        ) { token in
            .when(token.keyID.map(HeaderParameters.isSuspicious) ?? false)
        },
        LintRule(
            "key_id_long",
            .warning,
            "RFC 8725 §3.10",
            what: "The kid is longer than 255 characters.",
            why: "It is not the id of a key, and it makes every token larger.",
            advice: "Use a short id, such as the key's thumbprint."
        ) { token in
            .when(token.keyID.map { $0.unicodeScalars.count > 255 } ?? false)
        },
    ]
}
