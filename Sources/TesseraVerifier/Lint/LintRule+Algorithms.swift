import TesseraJOSE

/// The header's `alg`.
extension LintRule {
    static let algorithms: [LintRule] = [
        LintRule(
            "algorithm_missing",
            .error,
            "RFC 7515 §4.1.1",
            what: "The header has no alg.",
            why: "Without it a verifier does not know how the token was signed, and a guess lets forgeries pass.",
            advice: "Write the algorithm of the key."
        ) { token in
            .when(token.isSigned && token.header?["alg"] == nil && token.header != nil)
        },
        LintRule(
            "algorithm_none",
            .error,
            "RFC 8725 §3.2",
            what: "The algorithm is none: the token is not signed.",
            why: "Every attacker can write such a token with any claims.",
            advice: "Sign it, for instance with ES256; reject none in every spelling."
        ) { token in
            .when(token.isUnsecured)
        },
        LintRule(
            "algorithm_unregistered",
            .error,
            "RFC 7518 §3.1",
            what: "The algorithm is not a registered signature algorithm.",
            why: """
                Names are case-sensitive; an unknown one is rejected, and a verifier that ignores case accepts none \
                as nOnE.
                """,
            advice: "Use a registered name, such as ES256, EdDSA, PS256 or RS256."
        ) { token in
            .when(token.isSigned && token.algorithm.map { !SignatureShape.isRegistered($0) } ?? false)
        },
        LintRule(
            "algorithm_symmetric",
            .warning,
            "RFC 9068 §2.1",
            what: "The algorithm is symmetric (HMAC).",
            why: """
                Every party that can verify the token can also sign one, so each resource server could forge tokens \
                for all others.
                """,
            advice: "Sign by a private key, for instance with ES256, and publish the public key."
        ) { token in
            .when(token.isSigned && token.knownAlgorithm?.isSymmetric ?? false)
        },
        LintRule(
            "algorithm_pkcs1",
            .note,
            "RFC 8017 §8",
            what: "The algorithm uses RSASSA-PKCS1-v1_5.",
            why: """
                It is not broken, but new applications should use RSASSA-PSS or elliptic curves, which are also \
                smaller and faster.
                """,
            advice: "Prefer ES256, EdDSA or PS256 for new keys."
        ) { token in
            .when(token.isSigned && ["RS256", "RS384", "RS512"].contains(token.algorithm))
        },
        LintRule(
            "weak_encryption",
            .error,
            "RFC 8725 §3.2",
            what: "The content key is encrypted by RSAES-PKCS1-v1_5 (RSA1_5).",
            why: "Decryption that reveals errors lets an attacker read the content (Bleichenbacher).",
            advice: "Use RSA-OAEP-256 or ECDH-ES."
        ) { token in
            .when(token.isEncrypted && token.algorithm == "RSA1_5")
        },
        LintRule(
            "famous_secret",
            .error,
            "RFC 8725 §3.5",
            what: "The token is signed with a secret from tutorials.",
            why: "Every attacker can sign tokens that this verifier accepts.",
            advice: """
                Replace the secret at once by 32 random bytes or more, or by a key pair, and treat every token as \
                forged.
                """
        ) { token in
            .when(FamousSecrets.secret(of: token).map { "The secret is \"\($0)\"." })
        },
    ]
}
