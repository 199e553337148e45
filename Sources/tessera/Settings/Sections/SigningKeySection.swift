import Identity
import TesseraJOSE

extension SettingCatalogue {
    /// What signs access tokens.
    enum SigningKeys: SettingSection {
        static let title = "Signing keys"

        /// The algorithms that have a public key to publish (RFC 7518 §3.1, RFC 8037 §3.1), the best first.
        static let algorithms: [SignatureAlgorithm] = [
            .es256, .es384, .es512, .eddsa, .rs256, .rs384, .rs512, .ps256, .ps384, .ps512,
        ]

        static let settings: [Setting] = [
            Setting(
                "signing-keys.algorithm",
                .choice(of: algorithms),
                \.rules.signingAlgorithm,
                "The algorithm of new signing keys. ES256 is fast and accepted everywhere; RS256 signs thirty "
                    + "times slower."
            ),
            Setting(
                "signing-keys.rotation-interval",
                .duration(.hours(1)...(.days(3650))),
                \.rules.signingKeyRotationInterval,
                "How long a signing key signs before the next one takes over."
            ),
            Setting(
                "signing-keys.publish-ahead",
                .duration(.zero ... .days(365)),
                \.rules.signingKeyPublishAhead,
                "How long the next signing key is published before it signs, so that every verifier knows it by "
                    + "then."
            ),
        ]

        static func complete(_ settings: inout Settings, _ reader: inout SettingsReader) {
            let (ahead, interval) = (settings.rules.signingKeyPublishAhead, settings.rules.signingKeyRotationInterval)
            guard ahead >= interval else { return }
            reader.refuse(
                "signing-keys.publish-ahead (\(DurationText.write(ahead))) must be shorter than "
                    + "signing-keys.rotation-interval (\(DurationText.write(interval)))."
            )
        }
    }
}
