/// How verifiers learn of sessions that were ended and of keys that were revoked.
struct StatusSettings: Sendable {
    let listTimeToLive: Duration
    let heartbeat: Duration
    let maximumSubscribers: Int
    let maximumSubscribersPerAddress: Int

    init(_ reader: inout SettingsReader) {
        typealias Table = SettingCatalogue.Status
        listTimeToLive = reader.value(of: Table.listTimeToLive)
        heartbeat = reader.value(of: Table.heartbeat)
        maximumSubscribers = reader.value(of: Table.maximumSubscribers)
        maximumSubscribersPerAddress = reader.value(of: Table.maximumSubscribersPerAddress)
    }
}
