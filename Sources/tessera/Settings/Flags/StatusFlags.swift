import ArgumentParser

/// How verifiers learn of sessions that were ended and of keys that were revoked.
struct StatusFlags: ParsableArguments {
    private typealias Table = SettingCatalogue.Status

    @Option(name: .setting(Table.listTimeToLive), help: .setting(Table.listTimeToLive)) var listTimeToLive: String?
    @Option(name: .setting(Table.heartbeat), help: .setting(Table.heartbeat)) var heartbeat: String?
    @Option(name: .setting(Table.maximumSubscribers), help: .setting(Table.maximumSubscribers))
    var maximumSubscribers: String?
    @Option(name: .setting(Table.maximumSubscribersPerAddress), help: .setting(Table.maximumSubscribersPerAddress))
    var maximumSubscribersPerAddress: String?

    var given: [(SettingDefinition, String?)] {
        [
            (Table.listTimeToLive.definition, listTimeToLive),
            (Table.heartbeat.definition, heartbeat),
            (Table.maximumSubscribers.definition, maximumSubscribers),
            (Table.maximumSubscribersPerAddress.definition, maximumSubscribersPerAddress),
        ]
    }
}
