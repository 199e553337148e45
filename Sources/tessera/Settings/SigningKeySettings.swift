/// What signs access tokens.
struct SigningKeySettings: Sendable {
    let algorithm: SigningAlgorithmName
    let rotationInterval: Duration
    let publishAhead: Duration

    init(_ reader: inout SettingsReader) {
        typealias Table = SettingCatalogue.SigningKeys
        algorithm = reader.value(of: Table.algorithm)
        rotationInterval = reader.value(of: Table.rotationInterval)
        publishAhead = reader.value(of: Table.publishAhead)
        if publishAhead >= rotationInterval {
            reader.refuse(
                "signing-keys.publish-ahead (\(DurationText.write(publishAhead))) must be shorter than "
                    + "signing-keys.rotation-interval (\(DurationText.write(rotationInterval)))."
            )
        }
    }
}
