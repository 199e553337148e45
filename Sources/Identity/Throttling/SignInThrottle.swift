internal import Crypto

/// Limits attempts to sign in and to register, before any password is hashed.
///
/// What this owns: which buckets an attempt draws on and what they are called. What it never does: lock an account. An
/// attacker who hammers an account from elsewhere doesn't hinder its owner at the places that the account is known
/// from, and at new places only slows him. All buckets hang on the identifier *as typed*, whether or not such an
/// account exists, so the answers tell nothing about that.
///
/// The state is in the database, so it survives restarts and holds for all nodes together. Neither identifiers nor
/// addresses can be read there: the keys are truncated MACs under a secret.
struct SignInThrottle: Sendable {
    let configuration: SignInThrottleConfiguration
    private let secret: SymmetricKey

    /// - Parameters:
    ///   - configuration: The limits.
    ///   - secret: At least 32 bytes that only this installation knows, derived for this purpose.
    init(configuration: SignInThrottleConfiguration, secret: [UInt8]) {
        self.configuration = configuration
        self.secret = SymmetricKey(data: secret)
    }

    /// A bucket in the database with its rule.
    struct Bucket: Sendable, Hashable {
        let key: [UInt8]
        let rule: ThrottleRule
    }

    /// An attempt to sign in and the buckets that it draws on.
    struct Attempt: Sendable, Hashable {
        let address: Bucket
        let identifierAndAddress: Bucket
        let identifier: Bucket
        /// Where familiar networks are kept: which account, which network.
        let familiarAccount: [UInt8]
        let familiarNetwork: [UInt8]
        /// How long a network stays familiar, in milliseconds.
        let familiarity: Int64
    }

    /// The buckets of a sign-in.
    ///
    /// - Parameters:
    ///   - identifier: User name or e-mail address as typed.
    ///   - address: The client's IP address.
    /// - Returns: The attempt, for ``Persistence/Connection``'s verbs.
    func attempt(identifier: String, address: String) -> Attempt {
        let identifier = Self.normalised(identifier)
        let network = ClientNetwork(address).text
        return Attempt(
            address: Bucket(key: key("address", network), rule: configuration.address),
            identifierAndAddress: Bucket(
                key: key("identifier and address", identifier, network),
                rule: configuration.identifierAndAddress
            ),
            identifier: Bucket(key: key("identifier", identifier), rule: configuration.identifier),
            familiarAccount: key("familiar account", identifier),
            familiarNetwork: key("familiar network", network),
            familiarity: configuration.familiarityMilliseconds
        )
    }

    /// The bucket of a registration.
    ///
    /// - Parameter address: The client's IP address.
    /// - Returns: The bucket that it draws on.
    func registration(address: String) -> Bucket {
        Bucket(key: key("registration", ClientNetwork(address).text), rule: configuration.registration)
    }

    /// The one form of an identifier, whichever way it is typed and whether or not it is a possible one.
    static func normalised(_ identifier: String) -> String {
        if let name = try? UserName(identifier) { return name.key }
        if let email = try? EmailAddress(identifier) { return email.key }
        // Not a possible identifier, so all that matters is that the work is bounded.
        return CaselessText.fold(IdentifierCharacters.trimmed(String(identifier.unicodeScalars.prefix(256))))
    }

    /// 16 bytes of HMAC-SHA-256 over the purpose and the values, each with its length in front.
    private func key(_ parts: String...) -> [UInt8] {
        var mac = HMAC<SHA256>(key: secret)
        for part in parts {
            let length = UInt32(truncatingIfNeeded: part.utf8.count)
            mac.update(data: (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) })
            mac.update(data: Array(part.utf8))
        }
        return Array(mac.finalize().prefix(16))
    }
}
