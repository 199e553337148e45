import TesseraJOSE

/// Header and payload as JSON.
extension LintRule {
    static let json: [LintRule] = [
        LintRule(
            "header_not_json",
            .error,
            "RFC 7515 §5.2",
            what: "The header is not a JSON object in UTF-8.",
            why: "The token does not say how to verify it.",
            advice: "Write the header as one JSON object, without a byte order mark."
        ) { token in
            .when(token.fault(.notJSON, in: .header))
        },
        LintRule(
            "payload_not_json",
            .error,
            "RFC 7519 §7.2",
            what: "The payload is not a JSON object in UTF-8.",
            why: "A JSON Web Token's payload is its set of claims; a verifier rejects anything else.",
            advice: "Write the claims as one JSON object, without a byte order mark."
        ) { token in
            .when(token.isNested ? nil : token.fault(.notJSON, in: .payload))
        },
        LintRule(
            "json_limits",
            .error,
            "RFC 8259 §9",
            what: "The header or the payload goes beyond the bounds of a careful reader.",
            why: """
                Deep nesting and very many members exhaust a careless verifier; a careful one rejects them. Ours: \
                header 16 KiB, 8 levels, 100 members; payload 64 KiB, 32 levels, 1,000 members; numbers within a \
                double.
                """,
            advice: "Keep tokens small and flat."
        ) { token in
            .when(token.fault(.jsonLimits))
        },
        LintRule(
            "duplicate_header_parameter",
            .error,
            "RFC 7515 §4",
            what: "The header names a parameter twice.",
            why: "Two readers can see two different headers, so that what one checks is not what the other uses.",
            advice: "Name each parameter once."
        ) { token in
            .when(token.fault(.repeatedMember, in: .header))
        },
        LintRule(
            "header_parameter_type",
            .error,
            "RFC 7515 §4.1",
            what: "A registered header parameter has the wrong JSON type.",
            why: "A verifier rejects the token, or a careless one reads it differently.",
            advice: """
                Write alg, kid, typ, cty, jku, x5u, x5t and x5t#S256 as strings, jwk as an object, x5c as an array \
                of strings, b64 as a truth value.
                """
        ) { token in
            .each(HeaderParameters.ofWrongType(token.header))
        },
    ]
}
