/// How many attempts are let through at once, and after how long one more is.
struct AttemptRate: Sendable {
    let burst: Int
    let interval: Duration

    init(_ reader: inout SettingsReader, burst: Setting<Int>, interval: Setting<Duration>) {
        self.burst = reader.value(of: burst)
        self.interval = reader.value(of: interval)
    }
}

/// How often a client may try a password.
struct ThrottlingSettings: Sendable {
    let address: AttemptRate
    let accountAndAddress: AttemptRate
    let account: AttemptRate

    init(_ reader: inout SettingsReader) {
        typealias Table = SettingCatalogue.Throttling
        address = AttemptRate(&reader, burst: Table.addressBurst, interval: Table.addressInterval)
        accountAndAddress = AttemptRate(
            &reader,
            burst: Table.accountAndAddressBurst,
            interval: Table.accountAndAddressInterval
        )
        account = AttemptRate(&reader, burst: Table.accountBurst, interval: Table.accountInterval)
    }
}
