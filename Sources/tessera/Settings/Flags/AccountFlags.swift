import ArgumentParser

/// Who may register, and what a password must be and costs.
struct AccountFlags: ParsableArguments {
    private typealias Table = SettingCatalogue.Accounts

    @Flag(name: .setting(Table.registrationOpen), inversion: .prefixedNo, help: .setting(Table.registrationOpen))
    var registrationOpen: Bool?
    @Option(name: .setting(Table.registrationBurst), help: .setting(Table.registrationBurst)) var registrationBurst:
        String?
    @Option(name: .setting(Table.registrationInterval), help: .setting(Table.registrationInterval))
    var registrationInterval: String?
    @Option(name: .setting(Table.minimumLength), help: .setting(Table.minimumLength)) var minimumLength: String?
    @Option(name: .setting(Table.memory), help: .setting(Table.memory)) var memory: String?
    @Option(name: .setting(Table.passes), help: .setting(Table.passes)) var passes: String?
    @Option(name: .setting(Table.concurrency), help: .setting(Table.concurrency)) var concurrency: String?
    @Option(name: .setting(Table.maximumWaiting), help: .setting(Table.maximumWaiting)) var maximumWaiting: String?
    @Option(name: .setting(Table.maximumWait), help: .setting(Table.maximumWait)) var maximumWait: String?

    var given: [(SettingDefinition, String?)] {
        [
            (Table.registrationOpen.definition, registrationOpen.map(String.init)),
            (Table.registrationBurst.definition, registrationBurst),
            (Table.registrationInterval.definition, registrationInterval),
            (Table.minimumLength.definition, minimumLength),
            (Table.memory.definition, memory),
            (Table.passes.definition, passes),
            (Table.concurrency.definition, concurrency),
            (Table.maximumWaiting.definition, maximumWaiting),
            (Table.maximumWait.definition, maximumWait),
        ]
    }
}
