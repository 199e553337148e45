import ArgumentParser

/// What signs access tokens.
struct SigningKeyFlags: ParsableArguments {
    private typealias Table = SettingCatalogue.SigningKeys

    @Option(name: .setting(Table.algorithm), help: .setting(Table.algorithm)) var algorithm: String?
    @Option(name: .setting(Table.rotationInterval), help: .setting(Table.rotationInterval)) var rotationInterval:
        String?
    @Option(name: .setting(Table.publishAhead), help: .setting(Table.publishAhead)) var publishAhead: String?

    var given: [(SettingDefinition, String?)] {
        [
            (Table.algorithm.definition, algorithm),
            (Table.rotationInterval.definition, rotationInterval),
            (Table.publishAhead.definition, publishAhead),
        ]
    }
}
