extension SettingCatalogue {
    /// How often a client may try a password; no limit locks anything for longer than one interval.
    enum Throttling {
        static let addressBurst = Setting(
            "sign-in.per-address.burst",
            .integer(1...1_000_000),
            default: 20,
            "How many sign-ins one network (an IPv4 address, an IPv6 /64) may attempt at once, for all accounts "
                + "together."
        )
        static let addressInterval = Setting(
            "sign-in.per-address.interval",
            .duration(.seconds(1)...(.days(1))),
            default: .seconds(3),
            "The time after which one more of them is permitted."
        )
        static let accountAndAddressBurst = Setting(
            "sign-in.per-account-and-address.burst",
            .integer(1...1_000_000),
            default: 5,
            "How many sign-ins one network may attempt at once for one account."
        )
        static let accountAndAddressInterval = Setting(
            "sign-in.per-account-and-address.interval",
            .duration(.seconds(1)...(.days(1))),
            default: .seconds(30),
            "The time after which one more of them is permitted."
        )
        static let accountBurst = Setting(
            "sign-in.per-account.burst",
            .integer(1...1_000_000),
            default: 10,
            "How many sign-ins all networks together, except those that the account is known from, may attempt "
                + "at once for one account."
        )
        static let accountInterval = Setting(
            "sign-in.per-account.interval",
            .duration(.seconds(1)...(.days(1))),
            default: .seconds(10),
            "The time after which one more of them is permitted."
        )

        static let all = [
            addressBurst.definition, addressInterval.definition, accountAndAddressBurst.definition,
            accountAndAddressInterval.definition, accountBurst.definition, accountInterval.definition,
        ]
    }
}
