import TesseraJOSE

/// The signature's form; whether it is right is verification's matter.
extension LintRule {
    static let signatures: [LintRule] = [
        LintRule(
            "signature_missing",
            .error,
            "RFC 7515 §5.2",
            what: "The signature is empty, although the algorithm is not none.",
            why: "It was cut off: the token is not signed.",
            advice: "Copy the whole token again. Reject such tokens."
        ) { token in
            .when(token.signature?.isEmpty ?? false && token.algorithm != nil && !token.isUnsecured)
        },
        LintRule(
            "unsecured_with_signature",
            .error,
            "RFC 7518 §3.6",
            what: "The algorithm is none, and there is a signature nevertheless.",
            why: "It must be empty; such a token is a signed one whose header was modified.",
            advice: "Refuse it."
        ) { token in
            .when(token.isUnsecured && !(token.signature?.isEmpty ?? true))
        },
        LintRule(
            "signature_length",
            .error,
            "RFC 7518 §3.1",
            what: "The signature does not have the length that its algorithm gives.",
            why: "It is cut, or made by another algorithm or by a key that is too short (RSA below 2048 bits).",
            advice: "Sign by the algorithm that the header names, with a key of full size."
        ) { token in
            .when(SignatureShape.wrongLength(token))
        },
        LintRule(
            "der_signature",
            .error,
            "RFC 7518 §3.4",
            what: "The ECDSA signature is in ASN.1 DER form.",
            why: "JOSE requires R and S side by side at fixed length; a strict verifier rejects DER.",
            advice: "Convert it to the raw form (IEEE P1363)."
        ) { token in
            .when(SignatureShape.isDER(token))
        },
        LintRule(
            "zero_signature",
            .error,
            "RFC 8725 §3.4",
            what: "R or S of the ECDSA signature is zero.",
            why: "Verifiers with the fault CVE-2022-21449 accept it with every key.",
            advice: "Reject it, and keep the cryptographic library up to date."
        ) { token in
            .when(SignatureShape.isZero(token))
        },
    ]
}
