/// Claims that are times.
extension LintRule {
    static let times: [LintRule] = [
        LintRule(
            "time_in_milliseconds",
            .error,
            "RFC 7519 §2",
            what: "A time is in milliseconds.",
            why: "Times are seconds since 1970; read so, the token lives for tens of thousands of years.",
            advice: "Divide by 1000."
        ) { token in
            .each(LintTimes.names(token.claims) { LintTimes.isMilliseconds($0) })
        },
        LintRule(
            "time_out_of_range",
            .error,
            "RFC 7519 §2",
            what: "A time is negative, or later than the year 9999.",
            why: "Verifiers overflow or reject it.",
            advice: "Write seconds since 1970 as a whole number."
        ) { token in
            .each(LintTimes.names(token.claims) { LintTimes.isOutOfRange($0) })
        },
        LintRule(
            "fractional_time",
            .note,
            "RFC 7519 §2",
            what: "A time has a fraction.",
            why: "It is allowed, but some verifiers reject it.",
            advice: "Write whole seconds."
        ) { token in
            .each(LintTimes.names(token.claims) { $0 != $0.rounded() })
        },
        LintRule(
            "expired",
            .note,
            "RFC 7519 §4.1.4",
            what: "The token has expired.",
            why: "A verifier rejects it.",
            advice: "Refresh it."
        ) { token in
            .when(token.time("exp").map { $0 <= token.now } ?? false)
        },
        LintRule(
            "not_yet_valid",
            .note,
            "RFC 7519 §4.1.5",
            what: "The token is not valid yet (nbf is in the future).",
            why: "A verifier rejects it until then.",
            advice: "Wait, or compare the clocks."
        ) { token in
            .when(token.time("nbf").map { $0 > token.now } ?? false)
        },
        LintRule(
            "issued_in_future",
            .warning,
            "RFC 7519 §4.1.6",
            what: "The token was issued in the future, by more than 30 seconds.",
            why: "The clocks differ, or the issuer is not trustworthy.",
            advice: "Synchronize the clocks of issuer and verifier (NTP)."
        ) { token in
            .when(token.time("iat").map { $0 - 30 > token.now } ?? false)
        },
        LintRule(
            "expires_before_issued",
            .error,
            "RFC 7519 §4.1.4",
            what: "The token expires before or when it is issued.",
            why: "It was never valid.",
            advice: "Write exp later than iat."
        ) { token in
            .when(LintTimes.lifetime(token).map { $0 <= 0 } ?? false)
        },
        LintRule(
            "never_valid",
            .error,
            "RFC 7519 §4.1.5",
            what: "The token expires before or when it becomes valid.",
            why: "It is never valid.",
            advice: "Write exp later than nbf."
        ) { token in
            .when(LintTimes.span(token, from: "nbf").map { $0 <= 0 } ?? false)
        },
        LintRule(
            "lifetime_long",
            .note,
            "RFC 6750 §5.3",
            what: "The token lives for more than an hour.",
            why: "A leaked bearer token is valid until it expires.",
            advice: "Issue access tokens for minutes, and refresh."
        ) { token in
            .when(LintTimes.isLong(token, 3601...86_400))
        },
        LintRule(
            "lifetime_very_long",
            .warning,
            "RFC 6750 §5.3",
            what: "The token lives for more than a day.",
            why: "A leaked bearer token is valid until it expires.",
            advice: "Issue access tokens for minutes, and refresh."
        ) { token in
            .when(LintTimes.isLong(token, 86_401...Int64.max))
        },
    ]
}
