import ArgumentParser

/// Where and for whom the server listens.
struct HTTPFlags: ParsableArguments {
    private typealias Table = SettingCatalogue.HTTP

    @Option(name: .setting(Table.address), help: .setting(Table.address)) var address: String?
    @Option(name: .setting(Table.port), help: .setting(Table.port)) var port: String?
    @Flag(
        name: [.customLong(Table.behindProxy.definition.flagName), .customLong("behind-proxy")],
        inversion: .prefixedNo,
        help: .setting(Table.behindProxy)
    ) var behindProxy: Bool?
    @Option(name: .setting(Table.trustedProxies), help: .setting(Table.trustedProxies)) var trustedProxies: String?
    @Option(name: .setting(Table.forwardedHeader), help: .setting(Table.forwardedHeader)) var forwardedHeader: String?
    @Option(name: .setting(Table.allowedOrigins), help: .setting(Table.allowedOrigins)) var allowedOrigins: String?
    @Option(name: .setting(Table.certificate), help: .setting(Table.certificate)) var certificate: String?
    @Option(name: .setting(Table.privateKey), help: .setting(Table.privateKey)) var privateKey: String?
    @Option(name: .setting(Table.drainDelay), help: .setting(Table.drainDelay)) var drainDelay: String?
    @Option(name: .setting(Table.metricsPort), help: .setting(Table.metricsPort)) var metricsPort: String?
    @Option(name: .setting(Table.metricsAddress), help: .setting(Table.metricsAddress)) var metricsAddress: String?

    var given: [(SettingDefinition, String?)] {
        [
            (Table.address.definition, address),
            (Table.port.definition, port),
            (Table.behindProxy.definition, behindProxy.map(String.init)),
            (Table.trustedProxies.definition, trustedProxies),
            (Table.forwardedHeader.definition, forwardedHeader),
            (Table.allowedOrigins.definition, allowedOrigins),
            (Table.certificate.definition, certificate),
            (Table.privateKey.definition, privateKey),
            (Table.drainDelay.definition, drainDelay),
            (Table.metricsPort.definition, metricsPort),
            (Table.metricsAddress.definition, metricsAddress),
        ]
    }
}
