import Identity

extension ThrottleRule {
    /// How many attempts are let through at once.
    var attempts: Int {
        get { burst }
        set { self = ThrottleRule(burst: newValue, every: interval) }
    }

    /// After how long one more is.
    var interval: Duration {
        get { .milliseconds(intervalMilliseconds) }
        set { self = ThrottleRule(burst: burst, every: newValue) }
    }
}

extension SettingCatalogue {
    /// How often a client may try a password; no limit locks anything for longer than one interval.
    enum Throttling: SettingSection {
        static let title = "Sign-in throttling"

        static let settings: [Setting] = [
            Setting(
                "sign-in.per-address.burst",
                .integer(1...1_000_000),
                \.rules.signInThrottle.address.attempts,
                "How many sign-ins one network (an IPv4 address, an IPv6 /64) may attempt at once, for all "
                    + "accounts together."
            ),
            Setting(
                "sign-in.per-address.interval",
                .duration(.seconds(1)...(.days(1))),
                \.rules.signInThrottle.address.interval,
                "The time after which one more of them is permitted."
            ),
            Setting(
                "sign-in.per-account-and-address.burst",
                .integer(1...1_000_000),
                \.rules.signInThrottle.identifierAndAddress.attempts,
                "How many sign-ins one network may attempt at once for one account."
            ),
            Setting(
                "sign-in.per-account-and-address.interval",
                .duration(.seconds(1)...(.days(1))),
                \.rules.signInThrottle.identifierAndAddress.interval,
                "The time after which one more of them is permitted."
            ),
            Setting(
                "sign-in.per-account.burst",
                .integer(1...1_000_000),
                \.rules.signInThrottle.identifier.attempts,
                "How many sign-ins all networks together, except those that the account is known from, may attempt "
                    + "at once for one account."
            ),
            Setting(
                "sign-in.per-account.interval",
                .duration(.seconds(1)...(.days(1))),
                \.rules.signInThrottle.identifier.interval,
                "The time after which one more of them is permitted."
            ),
        ]
    }
}
