extension SettingCatalogue {
    /// What signs access tokens.
    enum SigningKeys {
        static let algorithm = Setting(
            "signing-keys.algorithm",
            .choice,
            default: SigningAlgorithmName.es256,
            "The algorithm of new signing keys. ES256 is fast and accepted everywhere; RS256 signs thirty times "
                + "slower."
        )
        static let rotationInterval = Setting(
            "signing-keys.rotation-interval",
            .duration(.hours(1)...(.days(3650))),
            default: .days(30),
            "How long a signing key signs before the next one takes over."
        )
        static let publishAhead = Setting(
            "signing-keys.publish-ahead",
            .duration(.zero ... .days(365)),
            default: .days(1),
            "How long the next signing key is published before it signs, so that every verifier knows it by "
                + "then."
        )

        static let all = [algorithm.definition, rotationInterval.definition, publishAhead.definition]
    }
}

/// The values of `signing-keys.algorithm`: every algorithm with a public key (RFC 7518 §3.1, RFC 8037 §3.1).
enum SigningAlgorithmName: String, CaseIterable, Sendable {
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case edDSA = "EdDSA"
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
}
