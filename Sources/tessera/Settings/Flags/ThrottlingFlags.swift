import ArgumentParser

/// How often a client may try a password.
struct ThrottlingFlags: ParsableArguments {
    private typealias Table = SettingCatalogue.Throttling

    @Option(name: .setting(Table.addressBurst), help: .setting(Table.addressBurst)) var addressBurst: String?
    @Option(name: .setting(Table.addressInterval), help: .setting(Table.addressInterval)) var addressInterval: String?
    @Option(name: .setting(Table.accountAndAddressBurst), help: .setting(Table.accountAndAddressBurst))
    var accountAndAddressBurst: String?
    @Option(name: .setting(Table.accountAndAddressInterval), help: .setting(Table.accountAndAddressInterval))
    var accountAndAddressInterval: String?
    @Option(name: .setting(Table.accountBurst), help: .setting(Table.accountBurst)) var accountBurst: String?
    @Option(name: .setting(Table.accountInterval), help: .setting(Table.accountInterval)) var accountInterval: String?

    var given: [(SettingDefinition, String?)] {
        [
            (Table.addressBurst.definition, addressBurst),
            (Table.addressInterval.definition, addressInterval),
            (Table.accountAndAddressBurst.definition, accountAndAddressBurst),
            (Table.accountAndAddressInterval.definition, accountAndAddressInterval),
            (Table.accountBurst.definition, accountBurst),
            (Table.accountInterval.definition, accountInterval),
        ]
    }
}
